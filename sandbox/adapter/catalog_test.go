package main

import (
	"slices"
	"strings"
	"testing"
)

func TestCatalogHasTheBridgesNames(t *testing.T) {
	c := fixtureCatalog(t)
	if c.provider != "terraform-provider-aws_v5.100.0_x5" {
		t.Errorf("provider %q", c.provider)
	}
	role := c.resources["iamrole"]
	if role.token != "aws:index/iamRole:IamRole" {
		t.Errorf("token %q", role.token)
	}
	shape := roleShape(t)
	got := sortedKeys(shape)
	// "alias" keeps its name: its plural is another property's.
	want := []string{"alias", "aliases", "arn", "autoDeployment", "iamRoleId", "inlinePolicies", "name", "tags"}
	if !slices.Equal(got, want) {
		t.Errorf("properties %v, want %v", got, want)
	}
	if names := shape.names(); slices.Contains(names, "arn") || !slices.Contains(names, "name") {
		t.Errorf("settable properties %v", names)
	}
	if p := shape["inlinePolicies"]; !p.isList || p.items.fields["policy"] == nil {
		t.Error("a repeated block is a list of objects")
	}
	if p := shape["autoDeployment"]; p.isList || p.fields["enabled"] == nil {
		t.Error("a block that may come once is an object")
	}
	if p := shape["tags"]; p.isList || p.items == nil || p.fields != nil {
		t.Error("a map is neither a list nor an object")
	}
	if got := c.functions["iamrole"].token; got != "aws:index/getIamRole:getIamRole" {
		t.Errorf("function token %q", got)
	}
}

func TestCatalogRefusesWhatIsNotOne(t *testing.T) {
	for _, text := range []string{"", "null", "{}", `{"resources": []}`} {
		if _, err := readCatalog([]byte(text), "/plugins/some-provider"); err == nil ||
			!strings.Contains(err.Error(), "some-provider") {
			t.Errorf("readCatalog(%q): %v", text, err)
		}
	}
}
