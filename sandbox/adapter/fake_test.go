//go:build unix

package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/structpb"
)

// The test's executable plays every process of the tree, by the name that it is started under.
const (
	adapterName   = "pulumi-resource-aws"
	bridgeProgram = "fake-bridge"
	engineName    = "fake-engine"
)

func TestMain(m *testing.M) {
	switch filepath.Base(os.Args[0]) {
	case adapterName:
		main()
	case bridgeProgram:
		fakeBridge(os.Args[len(os.Args)-1])
	case providerBinary:
		ignoreStops()
		waitForever()
	case engineName:
		fakeEngine()
	default:
		os.Exit(m.Run())
	}
}

// waitForever sleeps: without cgo, the runtime takes an empty select in a process that ignores signals for a deadlock.
func waitForever() {
	for {
		time.Sleep(time.Hour)
	}
}

// ignoreStops makes a process that only a kill ends.
func ignoreStops() { signal.Ignore(syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP) }

// fakeBridge is what the adapter takes for the Terraform bridge: it starts a Terraform provider and leaves it behind.
func fakeBridge(engineAddress string) {
	ignoreStops()
	self, _ := os.Executable()
	folder := filepath.Dir(self)
	mode, _ := os.ReadFile(filepath.Join(folder, "mode"))
	child := exec.Command(filepath.Join(folder, providerBinary))
	if err := child.Start(); err != nil {
		panic(err)
	}
	pids := fmt.Sprintf("%d %d %d", os.Getppid(), os.Getpid(), child.Process.Pid)
	if err := os.WriteFile(filepath.Join(folder, "pids"), []byte(pids), 0o644); err != nil {
		panic(err)
	}
	if string(mode) == "crash" {
		fmt.Fprintln(os.Stderr, "the last words of the bridge")
		os.Exit(3)
	}
	connection, err := grpc.NewClient(engineAddress, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		panic(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	server := grpc.NewServer()
	pulumirpc.RegisterResourceProviderServer(server, &fakeProvider{engine: pulumirpc.NewEngineClient(connection)})
	fmt.Println(listener.Addr().(*net.TCPAddr).Port)
	fmt.Println("more on standard output")
	_ = server.Serve(listener)
}

// fakeProvider answers with what it was asked.
type fakeProvider struct {
	pulumirpc.UnimplementedResourceProviderServer
	engine     pulumirpc.EngineClient
	configured *structpb.Struct
}

// wholeError has what gets lost or mangled on the way when an error's text isn't passed on as it is.
const wholeError = "creating IAM Role (taken): EntityAlreadyExists: Rôle „taken“ exists.\n\tsecond line: 100%"

// emptyDetail is how the bridge ends an error with nothing more to say.
const emptyDetail = ": "

func (f *fakeProvider) Parameterize(
	_ context.Context, request *pulumirpc.ParameterizeRequest,
) (*pulumirpc.ParameterizeResponse, error) {
	path := request.GetArgs().GetArgs()[0]
	_, name, _ := strings.Cut(filepath.Base(path), "terraform-provider-")
	return &pulumirpc.ParameterizeResponse{Name: name, Version: "0.0.0"}, nil
}

func (f *fakeProvider) GetMapping(
	context.Context, *pulumirpc.GetMappingRequest,
) (*pulumirpc.GetMappingResponse, error) {
	return &pulumirpc.GetMappingResponse{Provider: "aws", Data: []byte(fixtureMapping)}, nil
}

func (f *fakeProvider) CheckConfig(
	_ context.Context, request *pulumirpc.CheckRequest,
) (*pulumirpc.CheckResponse, error) {
	return &pulumirpc.CheckResponse{Inputs: request.News}, nil
}

func (f *fakeProvider) Configure(
	_ context.Context, request *pulumirpc.ConfigureRequest,
) (*pulumirpc.ConfigureResponse, error) {
	f.configured = request.Args
	return &pulumirpc.ConfigureResponse{SupportsPreview: true}, nil
}

func (f *fakeProvider) Check(_ context.Context, request *pulumirpc.CheckRequest) (*pulumirpc.CheckResponse, error) {
	return &pulumirpc.CheckResponse{Inputs: request.News}, nil
}

func (f *fakeProvider) Create(ctx context.Context, request *pulumirpc.CreateRequest) (*pulumirpc.CreateResponse, error) {
	if request.Properties.GetFields()["name"].GetStringValue() == "taken" {
		return nil, status.Error(codes.Unknown, request.Urn+": "+wholeError+emptyDetail)
	}
	if _, err := f.engine.Log(ctx, &pulumirpc.LogRequest{Urn: request.Urn, Message: "a warning"}); err != nil {
		return nil, err
	}
	properties, err := structpb.NewStruct(map[string]any{"urn": request.Urn, "type": request.Type})
	if err != nil {
		return nil, err
	}
	properties.Fields["configured"] = structpb.NewStructValue(f.configured)
	return &pulumirpc.CreateResponse{Id: "id", Properties: properties}, nil
}

func (f *fakeProvider) Read(context.Context, *pulumirpc.ReadRequest) (*pulumirpc.ReadResponse, error) {
	os.Exit(4)
	return nil, nil
}

func (f *fakeProvider) Invoke(_ context.Context, request *pulumirpc.InvokeRequest) (*pulumirpc.InvokeResponse, error) {
	result, err := structpb.NewStruct(map[string]any{"tok": request.Tok})
	return &pulumirpc.InvokeResponse{Return: result}, err
}

// fakeEngine is a process that starts the adapter, passes its port on, and waits to be killed.
func fakeEngine() {
	self, _ := os.Executable()
	adapter := exec.Command(filepath.Join(filepath.Dir(self), adapterName), "127.0.0.1:1")
	if len(os.Args) > 1 { // a standard input that says nothing of the engine's end
		adapter.Stdin = os.Stdin
	} else if _, err := adapter.StdinPipe(); err != nil {
		panic(err)
	}
	stdout, err := adapter.StdoutPipe()
	if err != nil {
		panic(err)
	}
	adapter.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := adapter.Start(); err != nil {
		panic(err)
	}
	port, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		panic(err)
	}
	fmt.Printf("%d %s", adapter.Process.Pid, port)
	_, _ = io.Copy(io.Discard, stdout)
	waitForever()
}

// stage puts every part into a folder, as the sandbox would, and gives the folder.
func stage(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{adapterName, bridgeProgram, providerBinary, engineName} {
		if err := os.Link(self, filepath.Join(folder, name)); err != nil {
			content, err := os.ReadFile(self)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(folder, name), content, 0o755); err != nil {
				t.Fatal(err)
			}
		}
	}
	content := fmt.Sprintf(`{"bridge": %q, "terraformProvider": %q, "version": "7.48.0"}`,
		filepath.Join(folder, bridgeProgram), filepath.Join(folder, providerBinary))
	write(t, filepath.Join(folder, settingsFile), content)
	return folder
}

func write(t *testing.T, file, content string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

// startProgram starts a program of the staged folder and reads the line that it prints.
func startProgram(t *testing.T, folder, name string, args ...string) (*exec.Cmd, string) {
	t.Helper()
	command := exec.Command(filepath.Join(folder, name), args...)
	stdout, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = command.Process.Kill()
		_ = command.Wait()
	})
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatalf("%s printed nothing: %v", name, err)
	}
	return command, strings.TrimSpace(line)
}

// client connects to an adapter's port.
func client(t *testing.T, port string) (pulumirpc.ResourceProviderClient, *grpc.ClientConn) {
	t.Helper()
	connection, err := grpc.NewClient("127.0.0.1:"+port, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = connection.Close() })
	return pulumirpc.NewResourceProviderClient(connection), connection
}

// treePids waits for the fake bridge's note of the supervisor's, its own and the Terraform provider's pid.
func treePids(t *testing.T, folder string) []int {
	t.Helper()
	var pids []int
	eventually(t, "the tree has started", func() bool {
		content, err := os.ReadFile(filepath.Join(folder, "pids"))
		fields := strings.Fields(string(content))
		if err != nil || len(fields) != 3 {
			return false
		}
		pids = nil
		for _, field := range fields {
			pid, err := strconv.Atoi(field)
			if err != nil {
				t.Fatal(err)
			}
			pids = append(pids, pid)
		}
		return true
	})
	return pids
}

// running says whether a process is there and no zombie.
func running(pid int) bool {
	state, err := exec.Command("ps", "-o", "stat=", "-p", strconv.Itoa(pid)).Output()
	return err == nil && !strings.HasPrefix(strings.TrimSpace(string(state)), "Z")
}

func expectGone(t *testing.T, pids ...int) {
	t.Helper()
	for _, pid := range pids {
		eventually(t, fmt.Sprintf("process %d of %v is gone", pid, pids), func() bool { return !running(pid) })
	}
}

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if holds() {
			return
		}
	}
	t.Fatalf("not within 20 seconds: %s", what)
}
