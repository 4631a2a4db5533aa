//go:build unix

package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"
)

// lifelineFd is where the supervisor finds the pipe: the first file after standard input, output and error.
const lifelineFd = 3

// canStartTrees says why startTree can't work on this system.
func canStartTrees() error { return nil }

// startTree starts program under a supervisor, which is the executable named by self.
func startTree(self, program string, args []string, stderr io.Writer) (*tree, error) {
	reader, writer, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer reader.Close()

	command := exec.Command(self, append([]string{superviseArgument, program}, args...)...)
	command.ExtraFiles = []*os.File{reader}
	command.Stderr = stderr
	// The tree's processes hold standard output and error; without a limit Wait would wait for all of them.
	command.WaitDelay = time.Second
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	stdout, stdoutWriter, err := os.Pipe()
	if err != nil {
		_ = writer.Close()
		return nil, err
	}
	defer stdoutWriter.Close()
	command.Stdout = stdoutWriter
	if err := command.Start(); err != nil {
		_ = writer.Close()
		_ = stdout.Close()
		return nil, err
	}

	group := command.Process.Pid
	t := &tree{stdout: stdout, dead: make(chan struct{}), lifeline: writer, kill: func() { killGroup(group) }}
	go func() {
		_ = command.Wait()
		killGroup(group)
		close(t.dead)
	}()
	return t, nil
}

// goneTime is how long killGroup waits for the group to be gone. What is killed dies at once; the time is for those who
// count processes right after, and short because a container's first process may be slow to collect the dead.
const goneTime = 500 * time.Millisecond

// killGroup kills what is left of a process group, and waits (not for long) until it is gone.
func killGroup(group int) {
	for end := time.Now().Add(goneTime); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if err := syscall.Kill(-group, syscall.SIGKILL); errors.Is(err, syscall.ESRCH) {
			return
		}
	}
}

// supervise starts program in this process's own group, and kills the group when the pipe closes or program ends.
func supervise(program string, args []string) int {
	if syscall.Getpgrp() != os.Getpid() {
		fmt.Fprintln(os.Stderr, "supervise: not the leader of a process group: the adapter starts it, nothing else")
		return 1
	}
	// Signals to stop are the adapter's to handle. They are taken and dropped, not ignored: what is ignored stays
	// ignored in the program.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	syscall.CloseOnExec(lifelineFd)
	lifeline := os.NewFile(lifelineFd, "lifeline")

	command := exec.Command(program, args...)
	command.Stdout = os.Stdout
	command.Stderr = os.Stderr
	if err := command.Start(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	go func() {
		_, _ = io.Copy(io.Discard, lifeline)
		_ = syscall.Kill(0, syscall.SIGKILL)
	}()
	if err := command.Wait(); err != nil {
		fmt.Fprintf(os.Stderr, "%s ended: %v\n", program, err)
	}
	_ = syscall.Kill(0, syscall.SIGKILL)
	return 0
}
