package main

import (
	"context"
	"testing"
	"time"

	"google.golang.org/grpc/stats"
)

func ended(l *lifetime, within time.Duration) bool {
	select {
	case <-l.done:
		return true
	case <-time.After(within):
		return false
	}
}

const (
	shortGrace = 50 * time.Millisecond
	longEnough = 10 * time.Second
	tooEarly   = 200 * time.Millisecond
)

func shortLived() *lifetime {
	l := newLifetime()
	l.grace = shortGrace
	return l
}

func connect(l *lifetime)    { l.HandleConn(context.Background(), &stats.ConnBegin{}) }
func disconnect(l *lifetime) { l.HandleConn(context.Background(), &stats.ConnEnd{}) }

func called(t *testing.T, l *lifetime, during func()) {
	t.Helper()
	_, err := l.intercept(context.Background(), nil, nil, func(context.Context, any) (any, error) {
		during()
		return nil, nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestLifetimeEndsWithTheConnection(t *testing.T) {
	l := shortLived()
	connect(l)
	called(t, l, func() {})
	if ended(l, tooEarly) {
		t.Fatal("ended while connected")
	}
	disconnect(l)
	if !ended(l, longEnough) {
		t.Error("not ended without a connection")
	}
}

func TestLifetimeWaitsForTheFirstCall(t *testing.T) {
	l := shortLived()
	connect(l)
	disconnect(l)
	if ended(l, tooEarly) {
		t.Error("ended before the engine had come")
	}
}

func TestLifetimeGoesOnWhenTheEngineComesBack(t *testing.T) {
	l := shortLived()
	l.grace = longEnough
	connect(l)
	called(t, l, func() {})
	disconnect(l)
	connect(l)
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.timer != nil {
		t.Error("the clock runs though the engine has come back")
	}
}

func TestLifetimeOutlastsAnIdleConnection(t *testing.T) {
	l := shortLived()
	connect(l)
	called(t, l, func() {})
	l.mu.Lock()
	l.lastCall = time.Now().Add(-idleTime - time.Minute)
	l.mu.Unlock()
	disconnect(l)
	if ended(l, tooEarly) {
		t.Error("ended because gRPC let an idle connection go")
	}
}

func TestLifetimeEndsAfterACancelAndTheLastCall(t *testing.T) {
	l := shortLived()
	connect(l)
	called(t, l, func() {
		called(t, l, l.cancel)
		if ended(l, tooEarly) {
			t.Error("ended during a call")
		}
	})
	if !ended(l, longEnough) {
		t.Error("not ended after a cancel")
	}
}
