//go:build unix

package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"google.golang.org/protobuf/types/known/emptypb"
)

// Each test brings up the whole tree, ends it in one way, and counts what is left.

func startAdapter(t *testing.T) (folder string, adapter int, tree []int, port string) {
	t.Helper()
	folder = stage(t)
	command, port := startProgram(t, folder, adapterName, "127.0.0.1:1")
	go func() { _ = command.Wait() }()
	tree = treePids(t, folder)
	for _, pid := range append([]int{command.Process.Pid}, tree...) {
		if !running(pid) {
			t.Fatalf("process %d of the tree %v does not run", pid, tree)
		}
	}
	return folder, command.Process.Pid, tree, port
}

func TestNothingIsLeftAfterASignal(t *testing.T) {
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGKILL} {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			_, adapter, tree, _ := startAdapter(t)
			if err := syscall.Kill(adapter, signal); err != nil {
				t.Fatal(err)
			}
			expectGone(t, append(tree, adapter)...)
		})
	}
}

func TestNothingIsLeftWhenThePartsAreKilled(t *testing.T) {
	for part, name := range []string{"the supervisor", "the bridge"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, adapter, tree, port := startAdapter(t)
			provider, _ := client(t, port)
			ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
			defer cancel()
			if _, err := provider.GetPluginInfo(ctx, &emptypb.Empty{}); err != nil {
				t.Fatal(err)
			}
			if err := syscall.Kill(tree[part], syscall.SIGKILL); err != nil {
				t.Fatal(err)
			}
			expectGone(t, tree...)
			// The adapter itself stays to say so, and ends with the engine.
			if !running(adapter) {
				t.Error("the adapter has ended: the engine would only see a broken connection")
			}
		})
	}
}

func TestNothingIsLeftWhenTheEngineIsKilled(t *testing.T) {
	for name, args := range map[string][]string{"and its pipe closes": nil, "without a pipe": {"no-pipe"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := stage(t)
			engine, line := startProgram(t, folder, engineName, args...)
			adapter, err := parsePid(line)
			if err != nil {
				t.Fatal(err)
			}
			tree := treePids(t, folder)
			if !running(adapter) {
				t.Fatal("the adapter does not run")
			}
			if err := engine.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			expectGone(t, append(tree, adapter)...)
		})
	}
}

func TestACrashOfTheBridgeIsToldAndLeavesNothing(t *testing.T) {
	folder := stage(t)
	write(t, filepath.Join(folder, "mode"), "crash")
	command, port := startProgram(t, folder, adapterName, "127.0.0.1:1")
	tree := treePids(t, folder)
	provider, _ := client(t, port)
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	_, err := provider.GetPluginInfo(ctx, &emptypb.Empty{})
	if err == nil || !strings.Contains(err.Error(), "the last words of the bridge") ||
		!strings.Contains(err.Error(), "exit status 3") {
		t.Errorf("got %v, want what the bridge wrote and how it ended", err)
	}
	expectGone(t, tree...)
	if err := command.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	expectGone(t, command.Process.Pid)
}

func TestSupervisorRefusesToRunOutsideAGroupOfItsOwn(t *testing.T) {
	folder := stage(t)
	command := execCommand(folder, adapterName, superviseArgument, "/bin/sleep", "60")
	output, err := command.CombinedOutput()
	if err == nil || !strings.Contains(string(output), "not the leader of a process group") {
		t.Errorf("%v: %s", err, output)
	}
}
