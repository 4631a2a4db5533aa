package main

import (
	"io"
	"os"
	"sync"
)

// superviseArgument makes the executable a supervisor: pulumi-resource-aws supervise PROGRAM [ARGUMENT...].
const superviseArgument = "supervise"

// tree is the bridge with all that it starts.
//
// The bridge leaves its Terraform provider running, however it ends itself. So it is started in a process group of its
// own, led by a supervisor, which is this executable once more. The supervisor holds the reading end of a pipe whose
// writing end only the adapter has. The pipe closes when the adapter wants it to, and also when the adapter is killed
// and can do nothing any more; the supervisor then kills the group, itself included. If it is the supervisor that
// dies, the adapter kills the group.
type tree struct {
	stdout io.Reader
	// dead is closed when the supervisor has ended, and the group with it.
	dead chan struct{}
	// lifeline is the writing end of the pipe. Nothing is ever written.
	lifeline *os.File
	kill     func()
	once     sync.Once
}

// close ends every process of the tree and returns when they are gone.
func (t *tree) close() {
	t.once.Do(func() {
		_ = t.lifeline.Close()
		<-t.dead
		t.kill()
	})
}
