package main

import (
	"testing"

	"google.golang.org/protobuf/proto"
)

func secret(value any) map[string]any {
	return map[string]any{signatureKey: secretSignature, "value": value}
}

func TestBridgeConfig(t *testing.T) {
	shape := fixtureCatalog(t).config
	for name, test := range map[string]struct{ given, want map[string]any }{
		"a scalar stays":         {map[string]any{"region": "eu-west-1"}, map[string]any{"region": "eu-west-1"}},
		"a list stays, in JSON":  {map[string]any{"allowedAccountIds": `["1"]`}, map[string]any{"allowedAccountIds": `["1"]`}},
		"blocks stay a list":     {map[string]any{"assumeRoles": `[{"roleArn":"r"}]`}, map[string]any{"assumeRoles": `[{"roleArn":"r"}]`}},
		"one block is wrapped":   {map[string]any{"defaultTags": `{"tags":{"a":"b"}}`}, map[string]any{"defaultTags": `[{"tags":{"a":"b"}}]`}},
		"so is a real object":    {map[string]any{"defaultTags": map[string]any{"tags": map[string]any{}}}, map[string]any{"defaultTags": []any{map[string]any{"tags": map[string]any{}}}}},
		"and a secret one":       {map[string]any{"defaultTags": secret(`{}`)}, map[string]any{"defaultTags": secret(`[{}]`)}},
		"the name turns plural":  {map[string]any{"assumeRoleWithWebIdentity": `{"roleArn":"r"}`}, map[string]any{"assumeRoleWithWebIdentities": `[{"roleArn":"r"}]`}},
		"room for one: as it is": {map[string]any{"once": `{"a":"b"}`}, map[string]any{"once": `{"a":"b"}`}},
		"unknown: as it is":      {map[string]any{"newer": `{"a":"b"}`}, map[string]any{"newer": `{"a":"b"}`}},
		"no JSON: as it is":      {map[string]any{"defaultTags": `{broken`}, map[string]any{"defaultTags": `{broken`}},
		"null in JSON":           {map[string]any{"defaultTags": `null`}, map[string]any{"defaultTags": `null`}},
	} {
		t.Run(name, func(t *testing.T) {
			given, want := newStruct(t, test.given), newStruct(t, test.want)
			before := proto.Clone(given)
			got := bridgeConfig(given, shape)
			if !proto.Equal(got, want) {
				t.Errorf("got %v, want %v", got, want)
			}
			if !proto.Equal(given, before) {
				t.Error("the given configuration was changed")
			}
			if back := userConfig(got, given, shape); !proto.Equal(back, given) {
				t.Errorf("back again: %v, want %v", back, given)
			}
		})
	}
	if bridgeConfig(nil, shape) != nil || userConfig(nil, nil, shape) != nil {
		t.Error("no configuration is no configuration")
	}
}

func TestUserConfigKeepsWhatTheBridgeAdds(t *testing.T) {
	shape := fixtureCatalog(t).config
	given := newStruct(t, map[string]any{"defaultTags": `{}`})
	answer := newStruct(t, map[string]any{"defaultTags": `[{}]`, "region": "added"})
	want := newStruct(t, map[string]any{"defaultTags": `{}`, "region": "added"})
	if got := userConfig(answer, given, shape); !proto.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestBridgeVariables(t *testing.T) {
	got := bridgeVariables(map[string]string{
		"aws:config:region":                    "eu-west-1",
		"aws:config:defaultTags":               `{"tags":{}}`,
		"aws:config:assumeRoleWithWebIdentity": `{}`,
	}, fixtureCatalog(t).config)
	want := map[string]string{
		"aws:config:region":                      "eu-west-1",
		"aws:config:defaultTags":                 `[{"tags":{}}]`,
		"aws:config:assumeRoleWithWebIdentities": `[{}]`,
	}
	if len(got) != len(want) {
		t.Errorf("got %v", got)
	}
	for key, text := range want {
		if got[key] != text {
			t.Errorf("%s: %s, want %s", key, got[key], text)
		}
	}
}
