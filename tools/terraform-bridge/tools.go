//go:build tools

// Package tools pins Pulumi's bridge to any Terraform provider: go.mod and go.sum name every module that it is built from.
package tools

import _ "github.com/pulumi/pulumi-terraform-bridge/v3/dynamic"
