package main

import (
	"testing"

	"google.golang.org/protobuf/types/known/structpb"
)

// fixtureMapping is a description in the form of the bridge's GetMapping: one resource and one data source, and of the
// provider's configuration one property of each kind. Its shape and its value types are those that
// pulumi-terraform-bridge 3.100.0 gives for terraform-provider-aws 5.100.0.
const fixtureMapping = `{
  "name": "aws",
  "provider": {
    "schema": {
      "region": {"type": 4, "optional": true},
      "allowed_account_ids": {"type": 5, "optional": true, "element": {"schema": {"type": 4}}},
      "assume_role": {"type": 5, "optional": true, "element": {"resource": {"role_arn": {"type": 4, "optional": true}}}},
      "assume_role_with_web_identity": {"type": 5, "optional": true, "element": {"resource": {"role_arn": {"type": 4}}}},
      "default_tags": {"type": 5, "optional": true, "element": {"resource": {
        "tags": {"type": 6, "optional": true, "element": {"schema": {"type": 4}}}}}},
      "once": {"type": 5, "optional": true, "maxItems": 1, "element": {"resource": {"a": {"type": 4}}}}
    },
    "resources": {"aws_iam_role": {
      "arn": {"type": 4, "computed": true},
      "id": {"type": 4, "optional": true, "computed": true},
      "name": {"type": 4, "optional": true, "computed": true},
      "inline_policy": {"type": 7, "optional": true, "element": {"resource": {
        "name": {"type": 4, "optional": true}, "policy": {"type": 4, "optional": true}}}},
      "auto_deployment": {"type": 5, "optional": true, "maxItems": 1, "element": {"resource": {
        "enabled": {"type": 1, "optional": true}}}},
      "tags": {"type": 6, "optional": true, "element": {"schema": {"type": 4}}},
      "alias": {"type": 5, "optional": true, "element": {"schema": {"type": 4}}},
      "aliases": {"type": 5, "optional": true, "element": {"schema": {"type": 4}}}
    }},
    "dataSources": {"aws_iam_role": {"name": {"type": 4, "required": true}, "arn": {"type": 4, "computed": true}}}
  },
  "resources": {"aws_iam_role": {"tok": "aws:index/iamRole:IamRole", "fields": {"id": {"name": "iamRoleId"}}}},
  "dataSources": {"aws_iam_role": {"tok": "aws:index/getIamRole:getIamRole", "fields": {}}}
}`

func fixtureCatalog(t *testing.T) *catalog {
	t.Helper()
	c, err := readCatalog([]byte(fixtureMapping), "/plugins/terraform-provider-aws_v5.100.0_x5")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func roleShape(t *testing.T) object {
	t.Helper()
	shape, err := fixtureCatalog(t).resources["iamrole"].shape()
	if err != nil {
		t.Fatal(err)
	}
	return shape
}

func newStruct(t *testing.T, fields map[string]any) *structpb.Struct {
	t.Helper()
	s, err := structpb.NewStruct(fields)
	if err != nil {
		t.Fatal(err)
	}
	return s
}
