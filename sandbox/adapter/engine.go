package main

import (
	"context"
	"net"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/types/known/emptypb"
)

// engineProxy stands between the bridge and the engine, so that what the bridge logs about a resource reaches the
// engine under the URN that the engine knows. (The bridge can't do without an engine: it crashes at its first log
// line.)
type engineProxy struct {
	pulumirpc.UnimplementedEngineServer
	address    string
	urns       *urnBook
	engine     pulumirpc.EngineClient
	connection *grpc.ClientConn
	server     *grpc.Server
}

func startEngineProxy(engineAddress string, urns *urnBook) (*engineProxy, error) {
	connection, err := grpc.NewClient(engineAddress, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		_ = connection.Close()
		return nil, err
	}
	p := &engineProxy{
		address:    listener.Addr().String(),
		urns:       urns,
		engine:     pulumirpc.NewEngineClient(connection),
		connection: connection,
		server:     grpc.NewServer(grpc.MaxRecvMsgSize(maxMessage)),
	}
	pulumirpc.RegisterEngineServer(p.server, p)
	go func() { _ = p.server.Serve(listener) }()
	return p, nil
}

func (p *engineProxy) close() {
	p.server.Stop()
	_ = p.connection.Close()
}

// Log passes a line of the bridge's log to the engine.
func (p *engineProxy) Log(ctx context.Context, request *pulumirpc.LogRequest) (*emptypb.Empty, error) {
	if urn, known := p.urns.original(request.Urn); known {
		request.Urn = urn
	}
	return p.engine.Log(ctx, request)
}
