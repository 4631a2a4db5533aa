package main

import (
	"fmt"
	"sort"
	"strings"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/protobuf/types/known/structpb"
)

// signatureKey marks an object that stands for something else: a secret, an output, an asset, a resource
// (pulumi/pulumi, sdk/go/common/resource/properties.go). secretSignature is a secret's; its value is under "value".
const (
	signatureKey    = "4dabf18193072939515e22adb298388d"
	secretSignature = "1b47061264138c4ac30d75fd1eb44270"
)

// plain gives what is inside a secret. The second answer is false for everything else that stands for another value.
func plain(v *structpb.Value) (*structpb.Value, bool) {
	fields := v.GetStructValue().GetFields()
	signature, special := fields[signatureKey]
	if !special {
		return v, true
	}
	if signature.GetStringValue() == secretSignature && fields["value"] != nil {
		return plain(fields["value"])
	}
	return nil, false
}

// unknownInputs finds what the Terraform provider would not understand. The bridge drops properties that it doesn't
// know without a word, so a program written for a newer provider would seem to work, without them.
//
// Only names and the difference between a list and an object are looked at. Values are the provider's to check.
func unknownInputs(inputs *structpb.Struct, shape object, subject, provider string) []*pulumirpc.CheckFailure {
	var failures []*pulumirpc.CheckFailure
	report := func(path, format string, args ...any) {
		top, _, _ := strings.Cut(path, ".")
		top, _, _ = strings.Cut(top, "[")
		failures = append(failures, &pulumirpc.CheckFailure{
			Property: top,
			Reason:   fmt.Sprintf(format, args...),
		})
	}
	var walk func(path string, v *structpb.Value, p *property)
	walkObject := func(path string, s *structpb.Struct, o object) {
		for _, name := range sortedKeys(s.GetFields()) {
			value := s.GetFields()[name]
			if _, null := value.GetKind().(*structpb.Value_NullValue); null || strings.HasPrefix(name, "__") {
				continue
			}
			p, known := o[name]
			if !known {
				known := o.names()
				sort.Strings(known)
				report(path+name, "%s has no %q in %s, which stands in for Pulumi's AWS provider here. It has: %s",
					subject, path+name, provider, strings.Join(known, ", "))
				continue
			}
			walk(path+name, value, p)
		}
	}
	walk = func(path string, v *structpb.Value, p *property) {
		v, isPlain := plain(v)
		if !isPlain {
			return
		}
		switch value := v.GetKind().(type) {
		case *structpb.Value_StructValue:
			switch {
			case p.isList:
				report(path, "%s: %q is a list in %s, and an object was given", subject, path, provider)
			case p.fields != nil:
				walkObject(path+".", value.StructValue, p.fields)
			case p.items != nil:
				for _, key := range sortedKeys(value.StructValue.GetFields()) {
					walk(path+"."+key, value.StructValue.GetFields()[key], p.items)
				}
			}
		case *structpb.Value_ListValue:
			switch {
			case p.isList:
				for i, item := range value.ListValue.GetValues() {
					walk(fmt.Sprintf("%s[%d]", path, i), item, p.items)
				}
			case p.fields != nil:
				report(path, "%s: %q is an object in %s, and a list was given", subject, path, provider)
			}
		}
	}
	walkObject("", inputs, shape)
	return failures
}

func sortedKeys[T any](m map[string]T) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}
