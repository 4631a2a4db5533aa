package main

import (
	"strings"
	"testing"
)

func TestUnknownInputs(t *testing.T) {
	shape := roleShape(t)
	for name, test := range map[string]struct {
		inputs map[string]any
		// wanted is what the one failure says, "" where there is none.
		wanted string
	}{
		"known": {map[string]any{
			"name": "n", "tags": map[string]any{"any": "tag"}, "autoDeployment": map[string]any{"enabled": true},
			"inlinePolicies": []any{map[string]any{"name": "n", "policy": "{}"}},
		}, ""},
		"unset":                   {map[string]any{"region": nil}, ""},
		"the bridge's own":        {map[string]any{"__defaults": []any{}}, ""},
		"unknown":                 {map[string]any{"region": "eu-west-1"}, `has no "region"`},
		"unknown inside":          {map[string]any{"autoDeployment": map[string]any{"dependsOns": []any{}}}, `has no "autoDeployment.dependsOns"`},
		"unknown in a list":       {map[string]any{"inlinePolicies": []any{map[string]any{"x": "y"}}}, `has no "inlinePolicies[0].x"`},
		"unknown in a secret":     {map[string]any{"autoDeployment": secret(map[string]any{"x": "y"})}, `has no "autoDeployment.x"`},
		"not known yet":           {map[string]any{"autoDeployment": "04da6b54-80e4-46f7-96ec-b56ff0331ba9"}, ""},
		"an object for a list":    {map[string]any{"inlinePolicies": map[string]any{"name": "n"}}, "is a list"},
		"a list for an object":    {map[string]any{"autoDeployment": []any{map[string]any{"enabled": true}}}, "is an object"},
		"another special object":  {map[string]any{"inlinePolicies": map[string]any{signatureKey: "some"}}, ""},
		"computed, set by a user": {map[string]any{"arn": "arn"}, ""}, // the provider refuses that itself
	} {
		t.Run(name, func(t *testing.T) {
			failures := unknownInputs(newStruct(t, test.inputs), shape, "aws:iam/role:Role", "provider-5")
			if test.wanted == "" {
				if len(failures) != 0 {
					t.Errorf("failures %v", failures)
				}
				return
			}
			if len(failures) != 1 || !strings.Contains(failures[0].Reason, test.wanted) ||
				!strings.Contains(failures[0].Reason, "provider-5") ||
				!strings.Contains(failures[0].Reason, "aws:iam/role:Role") {
				t.Errorf("failures %v, want one with %s", failures, test.wanted)
			}
			for path := range test.inputs {
				if failures[0].Property != path {
					t.Errorf("property %q, want %q", failures[0].Property, path)
				}
			}
		})
	}
}
