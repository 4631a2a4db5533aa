package main

import (
	"context"
	"fmt"
	"strings"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/emptypb"
	"google.golang.org/protobuf/types/known/structpb"
)

// provider is the engine's side of the adapter: Pulumi's ResourceProvider, each call passed on to the bridge.
//
// What isn't here is answered as not implemented, as the bridge does too: Handshake (the engine then uses the protocol
// before it, which the bridge speaks), Call, Construct, Attach, List. Parameterize is the adapter's own business.
type provider struct {
	pulumirpc.UnimplementedResourceProviderServer
	bridge *bridge
	life   *lifetime
}

// call is a method of the bridge's client.
type call[Request, Response proto.Message] func(
	pulumirpc.ResourceProviderClient, context.Context, Request, ...grpc.CallOption,
) (Response, error)

// forward passes a request on in the bridge's terms, and an error back in the engine's.
func forward[Request, Response proto.Message](
	ctx context.Context, p *provider, request Request, do call[Request, Response],
) (Response, error) {
	var none Response
	if err := p.bridge.wait(ctx); err != nil {
		return none, err
	}
	translated, renamed, err := p.bridge.translate(request)
	if err != nil {
		return none, err
	}
	response, err := do(p.bridge.client, ctx, translated.(Request))
	if err != nil {
		return none, p.bridge.explain(err, renamed)
	}
	return response, nil
}

// translate gives a copy of a request with the tokens in it rewritten, and what was rewritten to what.
func (b *bridge) translate(request proto.Message) (proto.Message, map[string]string, error) {
	request = proto.Clone(request)
	message := request.ProtoReflect()
	renamed := map[string]string{}
	for name, rewrite := range map[protoreflect.Name]func(string) (string, error){
		"urn": b.translateURN, "type": b.translateType, "tok": b.translateFunction,
	} {
		field := message.Descriptor().Fields().ByName(name)
		if field == nil || !message.Has(field) {
			continue
		}
		original := message.Get(field).String()
		text, err := rewrite(original)
		if err != nil {
			return nil, nil, err
		}
		if text != original {
			message.Set(field, protoreflect.ValueOfString(text))
			renamed[text] = original
		}
	}
	return request, renamed, nil
}

// isProviderType says whether a token is a provider's: those are called alike on both sides.
func isProviderType(token string) bool { return strings.HasPrefix(token, "pulumi:") }

func (b *bridge) translateType(token string) (string, error) {
	if isProviderType(token) {
		return token, nil
	}
	found, err := find(b.catalog.resources, token, "resource", b.catalog.provider)
	return found.token, err
}

func (b *bridge) translateFunction(token string) (string, error) {
	found, err := find(b.catalog.functions, token, "function", b.catalog.provider)
	return found.token, err
}

func (b *bridge) translateURN(urn string) (string, error) {
	before, token, after, ok := splitURN(urn)
	if !ok {
		return "", fmt.Errorf("%q is not a URN", urn)
	}
	token, err := b.translateType(token)
	if err != nil {
		return "", err
	}
	rewritten := before + token + after
	b.urns.note(rewritten, urn)
	return rewritten, nil
}

// explain gives the bridge's error in the engine's terms, with its code and details, and says so when the reason is
// that the bridge has ended.
//
// The bridge writes "summary: detail" with nothing for a detail that is missing. A text that ends in a space must not
// be passed on: gRPC sends texts in HTTP headers, where a space at the end isn't allowed, and gRPC of Node.js, on the
// program's side of the engine, drops the whole text.
func (b *bridge) explain(err error, renamed map[string]string) error {
	answer, _ := status.FromError(err)
	text := answer.Message()
	for rewritten, original := range renamed {
		text = strings.ReplaceAll(text, rewritten, original)
	}
	if b.gone() {
		text = fmt.Sprintf("the AWS provider of the sandbox has ended: %s%s", text, b.stderr.quote())
	}
	changed := answer.Proto()
	changed.Message = strings.TrimSpace(strings.TrimSuffix(text, ": "))
	return status.ErrorProto(changed)
}

// GetSchema passes on, tokens and all: what comes back has the bridge's names. The engine asks for it only to
// generate code.
func (p *provider) GetSchema(
	ctx context.Context, request *pulumirpc.GetSchemaRequest,
) (*pulumirpc.GetSchemaResponse, error) {
	return forward(ctx, p, request, pulumirpc.ResourceProviderClient.GetSchema)
}

// GetPluginInfo tells the version that adapter.json names, not the bridge's: that says 0.0.0 of every Terraform provider
// that it gets by path. It is the first call that the engine makes, and so the one that shows why a start has failed.
func (p *provider) GetPluginInfo(ctx context.Context, _ *emptypb.Empty) (*pulumirpc.PluginInfo, error) {
	if err := p.bridge.wait(ctx); err != nil {
		return nil, err
	}
	return &pulumirpc.PluginInfo{Version: p.bridge.version}, nil
}

// GetMapping passes on.
func (p *provider) GetMapping(
	ctx context.Context, request *pulumirpc.GetMappingRequest,
) (*pulumirpc.GetMappingResponse, error) {
	return forward(ctx, p, request, pulumirpc.ResourceProviderClient.GetMapping)
}

// GetMappings passes on.
func (p *provider) GetMappings(
	ctx context.Context, request *pulumirpc.GetMappingsRequest,
) (*pulumirpc.GetMappingsResponse, error) {
	return forward(ctx, p, request, pulumirpc.ResourceProviderClient.GetMappings)
}

// CheckConfig passes on in the bridge's form, refuses what the Terraform provider doesn't know, and answers in the
// form that was given.
func (p *provider) CheckConfig(
	ctx context.Context, request *pulumirpc.CheckRequest,
) (*pulumirpc.CheckResponse, error) {
	if err := p.bridge.wait(ctx); err != nil {
		return nil, err
	}
	catalog, given := p.bridge.catalog, request.News
	request.News = bridgeConfig(given, catalog.config)
	request.Olds = bridgeConfig(request.Olds, catalog.config)
	failures := unknownInputs(request.News, withEngineKeys(catalog.config), "the provider's configuration", catalog.provider)
	if len(failures) > 0 {
		return &pulumirpc.CheckResponse{Inputs: given, Failures: failures}, nil
	}
	response, err := forward(ctx, p, request, pulumirpc.ResourceProviderClient.CheckConfig)
	if err != nil {
		return nil, err
	}
	response.Inputs = userConfig(response.Inputs, given, catalog.config)
	return response, nil
}

// withEngineKeys adds the properties that the engine itself puts into a provider's configuration
// (pulumi/pulumi, pkg/resource/deploy/providers/registry.go).
func withEngineKeys(config object) object {
	all := object{"version": {}, "pluginDownloadURL": {}, "pluginChecksums": {}}
	for name, p := range config {
		all[name] = p
	}
	return all
}

// DiffConfig passes on in the bridge's form.
func (p *provider) DiffConfig(ctx context.Context, request *pulumirpc.DiffRequest) (*pulumirpc.DiffResponse, error) {
	if err := p.bridge.wait(ctx); err != nil {
		return nil, err
	}
	for _, config := range []**structpb.Struct{&request.Olds, &request.News, &request.OldInputs} {
		*config = bridgeConfig(*config, p.bridge.catalog.config)
	}
	return forward(ctx, p, request, pulumirpc.ResourceProviderClient.DiffConfig)
}

// Configure passes on in the bridge's form.
func (p *provider) Configure(
	ctx context.Context, request *pulumirpc.ConfigureRequest,
) (*pulumirpc.ConfigureResponse, error) {
	if err := p.bridge.wait(ctx); err != nil {
		return nil, err
	}
	request.Args = bridgeConfig(request.Args, p.bridge.catalog.config)
	request.Variables = bridgeVariables(request.Variables, p.bridge.catalog.config)
	return forward(ctx, p, request, pulumirpc.ResourceProviderClient.Configure)
}

// Check refuses inputs that the Terraform provider doesn't know, and passes on.
func (p *provider) Check(ctx context.Context, request *pulumirpc.CheckRequest) (*pulumirpc.CheckResponse, error) {
	if err := p.bridge.wait(ctx); err != nil {
		return nil, err
	}
	catalog := p.bridge.catalog
	_, token, _, ok := splitURN(request.Urn)
	if !ok {
		return nil, status.Errorf(codes.InvalidArgument, "%q is not a URN", request.Urn)
	}
	resource, err := find(catalog.resources, token, "resource", catalog.provider)
	if err != nil {
		return nil, err
	}
	shape, err := resource.shape()
	if err != nil {
		return nil, err
	}
	if failures := unknownInputs(request.News, shape, token, catalog.provider); len(failures) > 0 {
		return &pulumirpc.CheckResponse{Inputs: request.News, Failures: failures}, nil
	}
	return forward(ctx, p, request, pulumirpc.ResourceProviderClient.Check)
}

// Invoke refuses arguments that the Terraform provider doesn't know, and passes on.
func (p *provider) Invoke(ctx context.Context, request *pulumirpc.InvokeRequest) (*pulumirpc.InvokeResponse, error) {
	if err := p.bridge.wait(ctx); err != nil {
		return nil, err
	}
	catalog := p.bridge.catalog
	function, err := find(catalog.functions, request.Tok, "function", catalog.provider)
	if err != nil {
		return nil, err
	}
	shape, err := function.shape()
	if err != nil {
		return nil, err
	}
	if failures := unknownInputs(request.Args, shape, request.Tok, catalog.provider); len(failures) > 0 {
		return &pulumirpc.InvokeResponse{Failures: failures}, nil
	}
	return forward(ctx, p, request, pulumirpc.ResourceProviderClient.Invoke)
}

// Diff passes on.
func (p *provider) Diff(ctx context.Context, request *pulumirpc.DiffRequest) (*pulumirpc.DiffResponse, error) {
	return forward(ctx, p, request, pulumirpc.ResourceProviderClient.Diff)
}

// Create passes on.
func (p *provider) Create(ctx context.Context, request *pulumirpc.CreateRequest) (*pulumirpc.CreateResponse, error) {
	return forward(ctx, p, request, pulumirpc.ResourceProviderClient.Create)
}

// Read passes on.
func (p *provider) Read(ctx context.Context, request *pulumirpc.ReadRequest) (*pulumirpc.ReadResponse, error) {
	return forward(ctx, p, request, pulumirpc.ResourceProviderClient.Read)
}

// Update passes on.
func (p *provider) Update(ctx context.Context, request *pulumirpc.UpdateRequest) (*pulumirpc.UpdateResponse, error) {
	return forward(ctx, p, request, pulumirpc.ResourceProviderClient.Update)
}

// Delete passes on.
func (p *provider) Delete(ctx context.Context, request *pulumirpc.DeleteRequest) (*emptypb.Empty, error) {
	return forward(ctx, p, request, pulumirpc.ResourceProviderClient.Delete)
}

// Cancel passes on if there is something to cancel, and lets the adapter end when no call is left.
func (p *provider) Cancel(ctx context.Context, request *emptypb.Empty) (*emptypb.Empty, error) {
	p.life.cancel()
	select {
	case <-p.bridge.started:
		if p.bridge.err == nil && !p.bridge.gone() {
			return forward(ctx, p, request, pulumirpc.ResourceProviderClient.Cancel)
		}
	default:
	}
	return request, nil
}
