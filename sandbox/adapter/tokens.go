package main

import (
	"fmt"
	"strings"
	"sync"
)

// packageName is the package of every token, on both sides.
const packageName = "aws"

// exceptions are the tokens whose module and name, put together, are not Terraform's name without its "aws_".
// Left @pulumi/aws's module and name, right what Terraform calls it, both as tokenKey has it.
// Source: pulumi/pulumi-aws, provider/resources.go.
var exceptions = map[string]string{
	"albloadbalancer":                 "lb",
	"cloudtrailtrail":                 "cloudtrail",
	"codedeployapplication":           "codedeployapp",
	"codepipelinepipeline":            "codepipeline",
	"ec2dedicatedhost":                "ec2host",
	"ec2elasticip":                    "eip",
	"ec2transitgatewaytransitgateway": "ec2transitgateway",
	"elbloadbalancer":                 "elb",
	"iamsshkey":                       "iamusersshkey",
	"lblbs":                           "lbs",
	"lbloadbalancer":                  "lb",
	"rdsinstance":                     "dbinstance",
	"rdssubnetgroup":                  "dbsubnetgroup",
	"s3bucketobjectv2":                "s3object",
	"s3canonicaluserid":               "canonicaluserid",
}

// unprefixed are the modules of @pulumi/aws with what Terraform calls by no service (aws_vpc, aws_caller_identity).
var unprefixed = map[string]bool{"ec2": true, "index": true}

// tokenKey is the form in which names of the two sides are compared: capitals and underscores don't count.
func tokenKey(name string) string {
	return strings.ToLower(strings.ReplaceAll(name, "_", ""))
}

// splitToken takes aws:iam/role:Role apart into "iam" and "Role".
func splitToken(token string) (module, name string, ok bool) {
	parts := strings.Split(token, ":")
	if len(parts) != 3 || parts[0] != packageName {
		return "", "", false
	}
	module, _, _ = strings.Cut(parts[1], "/")
	return module, parts[2], true
}

// find looks a token of @pulumi/aws up among the bridge's. The index has the bridge's objects by the tokenKey of their
// Terraform name without "aws_". A token that isn't there is an error that names it: nothing may ever be made as
// something of another type.
func find[T any](index map[string]T, token, kind, provider string) (T, error) {
	var none T
	module, name, ok := splitToken(token)
	if !ok {
		return none, fmt.Errorf("%q is not a %s of the package %q", token, kind, packageName)
	}
	bare := strings.TrimPrefix(name, "get")
	keys := []string{exceptions[tokenKey(module+bare)], tokenKey(module + bare)}
	if unprefixed[module] {
		keys = append(keys, tokenKey(bare))
	}
	for _, key := range keys {
		if found, known := index[key]; known {
			return found, nil
		}
	}
	return none, fmt.Errorf("there is no %s %q in %s, which stands in for Pulumi's AWS provider here",
		kind, token, provider)
}

// splitURN takes a URN apart at its last type: urn:pulumi:stack::project::parent$ + aws:iam/role:Role + ::name.
// (pulumi/pulumi, sdk/go/common/resource/urn/urn.go)
func splitURN(urn string) (before, token, after string, ok bool) {
	parts := strings.SplitN(urn, "::", 4)
	if len(parts) != 4 {
		return "", "", "", false
	}
	types := parts[2]
	start := strings.LastIndex(types, "$") + 1
	return parts[0] + "::" + parts[1] + "::" + types[:start], types[start:], "::" + parts[3], true
}

// urnBook remembers which URN of the engine each rewritten URN stands for.
type urnBook struct{ known sync.Map }

func (b *urnBook) note(rewritten, original string) { b.known.Store(rewritten, original) }

func (b *urnBook) original(rewritten string) (string, bool) {
	if original, known := b.known.Load(rewritten); known {
		return original.(string), true
	}
	return "", false
}
