package main

import (
	"encoding/json"
	"strings"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/structpb"
)

// What @pulumi/aws sends as a provider's configuration has one object (as JSON in a string) where Terraform has a block
// that may come once. The Terraform provider doesn't say in its schema that it may come once, so the bridge takes a
// list of blocks there, under a name in the plural. The schema tells both: a known property that is a list gets an
// object wrapped into a list of one, and a property that isn't known gets the plural name if that is a list.

// bridgeConfig gives the configuration in the bridge's form. The given one stays as it is.
func bridgeConfig(given *structpb.Struct, shape object) *structpb.Struct {
	if given == nil {
		return nil
	}
	result := &structpb.Struct{Fields: make(map[string]*structpb.Value, len(given.GetFields()))}
	for name, value := range given.GetFields() {
		name := bridgeName(name, shape)
		if p := shape[name]; p != nil && p.isList {
			value = wrapValue(value)
		}
		result.Fields[name] = value
	}
	return result
}

// userConfig undoes bridgeConfig in the bridge's answer to given: the engine's state and the next comparison must have
// the form that the program writes. What the bridge has added stays.
func userConfig(answer, given *structpb.Struct, shape object) *structpb.Struct {
	if answer == nil {
		return nil
	}
	result := proto.Clone(answer).(*structpb.Struct)
	for name, value := range given.GetFields() {
		inBridge := bridgeName(name, shape)
		if _, kept := result.GetFields()[inBridge]; !kept {
			continue
		}
		if p := shape[inBridge]; inBridge == name && (p == nil || !p.isList) {
			continue
		}
		delete(result.Fields, inBridge)
		result.Fields[name] = value
	}
	return result
}

// bridgeVariables is bridgeConfig for the older way to configure: JSON texts by aws:config:name.
func bridgeVariables(given map[string]string, shape object) map[string]string {
	result := make(map[string]string, len(given))
	for key, text := range given {
		prefix, name := "", key
		if i := strings.LastIndex(key, ":"); i >= 0 {
			prefix, name = key[:i+1], key[i+1:]
		}
		name = bridgeName(name, shape)
		if p := shape[name]; p != nil && p.isList {
			text = wrapText(text)
		}
		result[prefix+name] = text
	}
	return result
}

// bridgeName is the bridge's name of a configuration property.
func bridgeName(name string, shape object) string {
	if shape[name] != nil {
		return name
	}
	for candidate, p := range shape {
		if p.isList && p.singular == name {
			return candidate
		}
	}
	return name
}

// wrapValue makes a list of an object, be it plain, a JSON text, or either of them secret.
func wrapValue(v *structpb.Value) *structpb.Value {
	switch kind := v.GetKind().(type) {
	case *structpb.Value_StringValue:
		return structpb.NewStringValue(wrapText(kind.StringValue))
	case *structpb.Value_StructValue:
		fields := kind.StructValue.GetFields()
		signature, special := fields[signatureKey]
		if !special {
			return structpb.NewListValue(&structpb.ListValue{Values: []*structpb.Value{v}})
		}
		if signature.GetStringValue() == secretSignature {
			secret := proto.Clone(v).(*structpb.Value)
			secret.GetStructValue().Fields["value"] = wrapValue(fields["value"])
			return secret
		}
	}
	return v
}

// wrapText wraps a JSON object into a JSON list. Any other text stays.
func wrapText(text string) string {
	var value map[string]json.RawMessage
	if json.Unmarshal([]byte(text), &value) != nil || value == nil {
		return text
	}
	return "[" + text + "]"
}
