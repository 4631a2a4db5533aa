//go:build !unix

package main

import (
	"errors"
	"fmt"
	"io"
	"os"
)

var errNoProcessGroups = errors.New("the provider adapter needs the process groups of Linux or macOS to leave no " +
	"process behind, and this system has none. Use Pulumi's own AWS plugin here: pulumi plugin install resource aws")

func canStartTrees() error { return errNoProcessGroups }

func startTree(string, string, []string, io.Writer) (*tree, error) {
	return nil, errNoProcessGroups
}

func supervise(string, []string) int {
	fmt.Fprintln(os.Stderr, errNoProcessGroups)
	return 1
}
