//go:build tools

// Package tools pins Pulumi's Node.js language host: go.mod and go.sum name every module that it is built from.
package tools

import _ "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs"
