package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"time"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
)

// startTime is how long the bridge may take to print its port, and then to start the Terraform provider. Both take a
// second or two on an idle machine.
const startTime = 2 * time.Minute

// mappingKey asks GetMapping for a provider's description as Terraform names it
// (pulumi/pulumi-terraform-bridge, pkg/pf/tfbridge/provider_get_mapping.go).
const mappingKey = "terraform"

// bridge is the running Terraform bridge with its Terraform provider.
type bridge struct {
	// started is closed when start has come to an end: well, or with err.
	started chan struct{}
	err     error
	client  pulumirpc.ResourceProviderClient
	catalog *catalog
	version string
	urns    urnBook
	stderr  tail

	mu     sync.Mutex
	closed bool
	tree   *tree
	engine *engineProxy
}

func newBridge() *bridge { return &bridge{started: make(chan struct{})} }

// start brings the bridge up. The arguments are the adapter's own: flags for tracing and logging, which the bridge
// gets too, and last the engine's address.
func (b *bridge) start(args []string) {
	defer close(b.started)
	if err := b.bringUp(args); err != nil {
		b.err = fmt.Errorf("the AWS provider of the sandbox could not be started: %w%s", err, b.stderr.quote())
	}
}

func (b *bridge) bringUp(args []string) error {
	if err := canStartTrees(); err != nil {
		return err
	}
	parts, err := readSettings()
	if err != nil {
		return err
	}
	providerPath, err := parts.bridgeArgument()
	if err != nil {
		return err
	}
	port, err := b.launch(parts.Bridge, args)
	if err != nil {
		return err
	}
	connection, err := grpc.NewClient("127.0.0.1:"+port,
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(maxMessage), grpc.MaxCallSendMsgSize(maxMessage)),
		grpc.WithIdleTimeout(0))
	if err != nil {
		return err
	}
	client := pulumirpc.NewResourceProviderClient(connection)
	ctx, cancel := context.WithTimeout(context.Background(), startTime)
	defer cancel()
	answer, err := client.Parameterize(ctx, &pulumirpc.ParameterizeRequest{
		Parameters: &pulumirpc.ParameterizeRequest_Args{
			Args: &pulumirpc.ParameterizeRequest_ParametersArgs{Args: []string{providerPath}},
		},
	})
	if err != nil {
		return fmt.Errorf("the bridge could not load %s: %w", parts.TerraformProvider, err)
	}
	if answer.GetName() != packageName {
		return fmt.Errorf("the bridge calls the package of %s %q, not %q",
			parts.TerraformProvider, answer.GetName(), packageName)
	}
	mapping, err := client.GetMapping(ctx, &pulumirpc.GetMappingRequest{Key: mappingKey})
	if err != nil {
		return fmt.Errorf("the bridge could not describe %s: %w", parts.TerraformProvider, err)
	}
	if b.catalog, err = readCatalog(mapping.GetData(), parts.TerraformProvider); err != nil {
		return err
	}
	// The description is ten times what is kept of it, and every provider of the stack has an adapter.
	debug.FreeOSMemory()
	b.client, b.version = client, parts.Version
	return nil
}

// launch starts the bridge's process tree and returns the port that the bridge prints.
func (b *bridge) launch(program string, args []string) (string, error) {
	engine, err := startEngineProxy(args[len(args)-1], &b.urns)
	if err != nil {
		return "", err
	}
	self, err := os.Executable()
	if err != nil {
		return "", err
	}
	bridgeArgs := append(append([]string{}, args[:len(args)-1]...), engine.address)

	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		engine.close()
		return "", errors.New("the plugin has been closed")
	}
	b.engine = engine
	if b.tree, err = startTree(self, program, bridgeArgs, io.MultiWriter(os.Stderr, &b.stderr)); err != nil {
		return "", err
	}
	return readPort(b.tree)
}

// readPort reads the line with the port, and then lets everything else through to standard error: standard output is
// where the engine expects the adapter's own port.
func readPort(t *tree) (string, error) {
	type line struct {
		text string
		err  error
	}
	first := make(chan line, 1)
	go func() {
		reader := bufio.NewReader(t.stdout)
		text, err := reader.ReadString('\n')
		first <- line{strings.TrimSpace(text), err}
		_, _ = io.Copy(os.Stderr, reader)
	}()
	select {
	case got := <-first:
		if got.err != nil {
			<-t.dead
			return "", errors.New("the bridge ended without printing its port")
		}
		if _, err := strconv.ParseUint(got.text, 10, 16); err != nil {
			return "", fmt.Errorf("the bridge printed %q where its port should be", got.text)
		}
		return got.text, nil
	case <-time.After(startTime):
		return "", fmt.Errorf("the bridge printed no port in %s", startTime)
	}
}

// wait returns when the bridge can be called.
func (b *bridge) wait(ctx context.Context) error {
	select {
	case <-b.started:
		return b.err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// gone says whether the process tree has ended.
func (b *bridge) gone() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.tree == nil {
		return false
	}
	select {
	case <-b.tree.dead:
		return true
	default:
		return false
	}
}

// close ends the bridge and all its processes. A start that is under way fails.
func (b *bridge) close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
	if b.tree != nil {
		b.tree.close()
	}
	if b.engine != nil {
		b.engine.close()
	}
}

// tail keeps the end of what is written to it.
type tail struct {
	mu   sync.Mutex
	text []byte
}

// tailSize is enough for a Go stack trace's first and most telling lines, or any message.
const tailSize = 8 << 10

// Write keeps the last tailSize bytes.
func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text = append(t.text, p...)
	if extra := len(t.text) - tailSize; extra > 0 {
		t.text = t.text[extra:]
	}
	return len(p), nil
}

// quote gives what was written, as the end of an error message.
func (t *tail) quote() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	if text := strings.TrimSpace(string(t.text)); text != "" {
		return "\nThe bridge wrote:\n" + text
	}
	return ""
}
