// Command pulumi-resource-aws is a Pulumi provider plugin named "aws" for places where Pulumi's own AWS plugin can't
// be downloaded. It starts Pulumi's Terraform bridge with HashiCorp's AWS provider and passes every call on, with the
// type tokens of @pulumi/aws (aws:iam/role:Role) rewritten to the bridge's (aws:index/iamRole:IamRole).
//
// It knows names and shapes, both read from the bridge while running, and nothing of what any resource or policy
// means.
//
// The protocol: a plugin prints the port of its gRPC server on standard output, and gets the engine's address as its
// only argument (pulumi/pulumi, sdk/go/common/resource/plugin/plugin.go).
package main

import (
	"fmt"
	"net"
	"os"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
)

// maxMessage replaces gRPC's limit of 4 MiB: the Terraform provider's description alone has 10 MB.
const maxMessage = 1 << 30

func main() {
	if len(os.Args) > 2 && os.Args[1] == superviseArgument {
		os.Exit(supervise(os.Args[2], os.Args[3:]))
	}
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "pulumi-resource-aws:", err)
		os.Exit(1)
	}
}

// run serves until the engine is done with the plugin or gone, and leaves no process behind.
func run(args []string) error {
	if len(args) == 0 {
		return fmt.Errorf("this is a Pulumi plugin: the engine starts it, with its own address as the argument")
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}

	life := newLifetime()
	life.watchSignals()
	life.watchParent()
	life.watchStdin()

	// The bridge starts while the engine is still connecting. What goes wrong is told by the first call that needs
	// the bridge: there the engine shows the whole text, where a plugin that exits early gets none on the screen.
	bridge := newBridge()
	go bridge.start(args)

	server := grpc.NewServer(
		grpc.MaxRecvMsgSize(maxMessage),
		grpc.MaxSendMsgSize(maxMessage),
		grpc.StatsHandler(life),
		grpc.UnaryInterceptor(life.intercept),
	)
	pulumirpc.RegisterResourceProviderServer(server, &provider{bridge: bridge, life: life})
	go func() { _ = server.Serve(listener) }()
	fmt.Println(listener.Addr().(*net.TCPAddr).Port)

	<-life.done
	bridge.close()
	server.Stop()
	return nil
}
