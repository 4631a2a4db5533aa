package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/stats"
)

const (
	// parentInterval is how often the parent process is looked at.
	parentInterval = 200 * time.Millisecond
	// reconnectTime is how long the adapter waits for the engine to come back after its last connection closed, and
	// after a Cancel with no call left.
	reconnectTime = 10 * time.Second
	// idleTime is when gRPC's client gives up a connection without calls and makes a new one at the next call (its
	// default, 30 minutes, with some room). A connection that closes after such a silence doesn't mean that the
	// engine is done.
	idleTime = 29 * time.Minute
)

// lifetime decides when the adapter ends: at a signal, when the engine's process is gone, when the engine has closed
// its connection, or when it has cancelled and has no call running any more. It watches connections as a gRPC stats
// handler and calls as an interceptor.
type lifetime struct {
	done  chan struct{}
	once  sync.Once
	grace time.Duration

	mu          sync.Mutex
	connections int
	calls       int
	cancelled   bool
	lastCall    time.Time
	timer       *time.Timer
}

func newLifetime() *lifetime {
	return &lifetime{done: make(chan struct{}), grace: reconnectTime}
}

func (l *lifetime) end() { l.once.Do(func() { close(l.done) }) }

func (l *lifetime) watchSignals() {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	go func() {
		<-signals
		l.end()
	}()
}

// watchParent ends the adapter when its parent process is gone: it has another parent then.
func (l *lifetime) watchParent() {
	parent := os.Getppid()
	go func() {
		for os.Getppid() == parent {
			time.Sleep(parentInterval)
		}
		l.end()
	}()
}

// watchStdin ends the adapter when standard input is a pipe that closes. The engine gives every plugin one and holds
// its other end, so this notices an engine that died before watchParent had begun.
func (l *lifetime) watchStdin() {
	if info, err := os.Stdin.Stat(); err != nil || info.Mode()&os.ModeNamedPipe == 0 {
		return
	}
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		l.end()
	}()
}

// cancel notes that the engine has asked for an end.
func (l *lifetime) cancel() { l.change(func() { l.cancelled = true }) }

// change applies a change of the counts, and starts or stops the clock that ends the adapter.
func (l *lifetime) change(apply func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	apply()
	if l.timer != nil {
		l.timer.Stop()
		l.timer = nil
	}
	disconnected := l.connections == 0 && !l.lastCall.IsZero() && time.Since(l.lastCall) < idleTime
	if l.calls == 0 && (disconnected || l.cancelled) {
		l.timer = time.AfterFunc(l.grace, l.end)
	}
}

func (l *lifetime) intercept(
	ctx context.Context, request any, _ *grpc.UnaryServerInfo, handle grpc.UnaryHandler,
) (any, error) {
	l.change(func() { l.calls++ })
	defer l.change(func() { l.calls--; l.lastCall = time.Now() })
	return handle(ctx, request)
}

// HandleConn counts connections.
func (l *lifetime) HandleConn(_ context.Context, event stats.ConnStats) {
	switch event.(type) {
	case *stats.ConnBegin:
		l.change(func() { l.connections++ })
	case *stats.ConnEnd:
		l.change(func() { l.connections-- })
	}
}

// HandleRPC, TagConn and TagRPC complete the interface of a stats handler.
func (l *lifetime) HandleRPC(context.Context, stats.RPCStats) {}

// TagConn adds nothing.
func (l *lifetime) TagConn(ctx context.Context, _ *stats.ConnTagInfo) context.Context { return ctx }

// TagRPC adds nothing.
func (l *lifetime) TagRPC(ctx context.Context, _ *stats.RPCTagInfo) context.Context { return ctx }
