//go:build unix

package main

import (
	"context"
	"net"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/emptypb"
	"google.golang.org/protobuf/types/known/structpb"
)

const (
	roleURN   = "urn:pulumi:dev::p::x:y:Z$aws:iam/role:Role::name"
	bridgeURN = "urn:pulumi:dev::p::x:y:Z$aws:index/iamRole:IamRole::name"
	roleType  = "aws:iam/role:Role"
)

func parsePid(line string) (int, error) { return strconv.Atoi(strings.Fields(line)[0]) }

func execCommand(folder, name string, args ...string) *exec.Cmd {
	return exec.Command(filepath.Join(folder, name), args...)
}

// logEngine is an engine that keeps what is logged.
type logEngine struct {
	pulumirpc.UnimplementedEngineServer
	mu   sync.Mutex
	logs []*pulumirpc.LogRequest
}

func (e *logEngine) Log(_ context.Context, request *pulumirpc.LogRequest) (*emptypb.Empty, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.logs = append(e.logs, request)
	return &emptypb.Empty{}, nil
}

// withAdapter starts an adapter with a fake bridge, and an engine that logs.
func withAdapter(t *testing.T) (context.Context, pulumirpc.ResourceProviderClient, *logEngine) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	engine := &logEngine{}
	server := grpc.NewServer()
	pulumirpc.RegisterEngineServer(server, engine)
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(server.Stop)

	folder := stage(t)
	command, port := startProgram(t, folder, adapterName, listener.Addr().String())
	tree := treePids(t, folder)
	t.Cleanup(func() {
		_ = command.Process.Kill()
		expectGone(t, tree...)
	})
	provider, _ := client(t, port)
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	t.Cleanup(cancel)
	return ctx, provider, engine
}

func TestCallsReachTheBridgeInItsTerms(t *testing.T) {
	ctx, provider, engine := withAdapter(t)

	if info, err := provider.GetPluginInfo(ctx, &emptypb.Empty{}); err != nil || info.Version != "7.48.0" {
		t.Errorf("GetPluginInfo: %v, %v", info, err)
	}
	if _, err := provider.Handshake(ctx, &pulumirpc.ProviderHandshakeRequest{}); status.Code(err) != codes.Unimplemented {
		t.Errorf("Handshake: %v, want not implemented", err)
	}

	given := newStruct(t, map[string]any{"defaultTags": `{"tags":{}}`, "version": "7.48.0"})
	checked, err := provider.CheckConfig(ctx, &pulumirpc.CheckRequest{
		Urn: "urn:pulumi:dev::p::pulumi:providers:aws::a", News: given,
	})
	if err != nil || checked.Inputs.Fields["defaultTags"].GetStringValue() != `{"tags":{}}` {
		t.Errorf("CheckConfig: %v, %v; want what was given", checked, err)
	}
	if _, err := provider.Configure(ctx, &pulumirpc.ConfigureRequest{Args: given}); err != nil {
		t.Error(err)
	}

	created, err := provider.Create(ctx, &pulumirpc.CreateRequest{Urn: roleURN, Type: roleType})
	if err != nil {
		t.Fatal(err)
	}
	fields := created.Properties.Fields
	if fields["urn"].GetStringValue() != bridgeURN || fields["type"].GetStringValue() != "aws:index/iamRole:IamRole" {
		t.Errorf("the bridge got %v", fields)
	}
	configured := fields["configured"].GetStructValue().Fields["defaultTags"].GetStringValue()
	if configured != `[{"tags":{}}]` {
		t.Errorf("the bridge was configured with %s", configured)
	}
	if len(engine.logs) != 1 || engine.logs[0].Urn != roleURN || engine.logs[0].Message != "a warning" {
		t.Errorf("the engine's log: %v, want the engine's own URN", engine.logs)
	}

	invoked, err := provider.Invoke(ctx, &pulumirpc.InvokeRequest{Tok: "aws:iam/getRole:getRole"})
	if err != nil || invoked.Return.Fields["tok"].GetStringValue() != "aws:index/getIamRole:getIamRole" {
		t.Errorf("Invoke: %v, %v", invoked, err)
	}
}

func TestErrorsReachTheEngineWhole(t *testing.T) {
	ctx, provider, _ := withAdapter(t)
	_, err := provider.Create(ctx, &pulumirpc.CreateRequest{
		Urn: roleURN, Type: roleType, Properties: newStruct(t, map[string]any{"name": "taken"}),
	})
	if got := status.Convert(err); got.Code() != codes.Unknown || got.Message() != roleURN+": "+wholeError {
		t.Errorf("got %v: %q", got.Code(), got.Message())
	}

	// The bridge ends in the middle of a call.
	_, err = provider.Read(ctx, &pulumirpc.ReadRequest{Urn: roleURN, Type: roleType, Id: "id"})
	if err == nil {
		t.Fatal("no error from a bridge that has ended")
	}
	eventually(t, "the error says that the bridge has ended, and how", func() bool {
		_, err := provider.Read(ctx, &pulumirpc.ReadRequest{Urn: roleURN, Type: roleType, Id: "id"})
		return err != nil && strings.Contains(err.Error(), "has ended") && strings.Contains(err.Error(), "exit status 4")
	})
}

func TestWhatTheProviderLacksIsNamed(t *testing.T) {
	ctx, provider, _ := withAdapter(t)
	missing := "aws:iam/newThing:NewThing"
	urn := "urn:pulumi:dev::p::" + missing + "::name"
	for name, call := range map[string]func() error{
		"Check": func() error {
			_, err := provider.Check(ctx, &pulumirpc.CheckRequest{Urn: urn, Type: missing, News: &structpb.Struct{}})
			return err
		},
		"Create": func() error {
			_, err := provider.Create(ctx, &pulumirpc.CreateRequest{Urn: urn, Type: missing})
			return err
		},
		"Invoke": func() error {
			_, err := provider.Invoke(ctx, &pulumirpc.InvokeRequest{Tok: missing})
			return err
		},
	} {
		if err := call(); err == nil || !strings.Contains(err.Error(), `"`+missing+`" in `+providerBinary) {
			t.Errorf("%s: %v; want an error that names the token and the provider", name, err)
		}
	}

	checked, err := provider.Check(ctx, &pulumirpc.CheckRequest{
		Urn: roleURN, Type: roleType, News: newStruct(t, map[string]any{"region": "eu-west-1"}),
	})
	if err != nil || len(checked.Failures) != 1 || checked.Failures[0].Property != "region" {
		t.Errorf("Check with an unknown input: %v, %v", checked, err)
	}
	checked, err = provider.CheckConfig(ctx, &pulumirpc.CheckRequest{
		Urn: "urn:pulumi:dev::p::pulumi:providers:aws::a", News: newStruct(t, map[string]any{"newer": "x"}),
	})
	if err != nil || len(checked.Failures) != 1 || checked.Failures[0].Property != "newer" {
		t.Errorf("CheckConfig with an unknown property: %v, %v", checked, err)
	}
	invoked, err := provider.Invoke(ctx, &pulumirpc.InvokeRequest{
		Tok: "aws:iam/getRole:getRole", Args: newStruct(t, map[string]any{"newer": "x"}),
	})
	if err != nil || len(invoked.Failures) != 1 {
		t.Errorf("Invoke with an unknown argument: %v, %v", invoked, err)
	}
}

func TestAMissingSettingsFileIsTold(t *testing.T) {
	folder := stage(t)
	file := filepath.Join(folder, settingsFile)
	if err := exec.Command("rm", file).Run(); err != nil {
		t.Fatal(err)
	}
	_, port := startProgram(t, folder, adapterName, "127.0.0.1:1")
	provider, _ := client(t, port)
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if _, err := provider.GetPluginInfo(ctx, &emptypb.Empty{}); err == nil ||
		!strings.Contains(err.Error(), settingsFile+" is missing") {
		t.Errorf("got %v", err)
	}
}

func TestWithoutAnEngineTheAdapterSaysWhatItIs(t *testing.T) {
	output, err := execCommand(stage(t), adapterName).CombinedOutput()
	if err == nil || !strings.Contains(string(output), "this is a Pulumi plugin") {
		t.Errorf("%v: %s", err, output)
	}
}
