package main

import (
	"strings"
	"testing"
)

func TestFindByToken(t *testing.T) {
	index := map[string]string{}
	for _, name := range []string{
		"iam_role", "iam_openid_connect_provider", "iam_user_ssh_key", "cloudtrail", "vpc", "lb", "lb_listener",
		"ec2_fleet", "s3_bucket", "region", "account_region",
	} {
		index[tokenKey(name)] = name
	}
	for token, want := range map[string]string{
		"aws:iam/role:Role": "iam_role",
		"aws:iam/openIdConnectProvider:OpenIdConnectProvider": "iam_openid_connect_provider",
		"aws:iam/sshKey:SshKey":                               "iam_user_ssh_key",
		"aws:cloudtrail/trail:Trail":                          "cloudtrail",
		"aws:ec2/vpc:Vpc":                                     "vpc",
		"aws:ec2/fleet:Fleet":                                 "ec2_fleet",
		"aws:lb/loadBalancer:LoadBalancer":                    "lb",
		"aws:alb/loadBalancer:LoadBalancer":                   "lb",
		"aws:lb/listener:Listener":                            "lb_listener",
		"aws:s3/bucket:Bucket":                                "s3_bucket",
		"aws:index/getRegion:getRegion":                       "region",
		"aws:account/getRegion:getRegion":                     "account_region",
		"aws:iam/getRole:getRole":                             "iam_role",
	} {
		t.Run(token, func(t *testing.T) {
			got, err := find(index, token, "resource", "provider")
			if err != nil || got != want {
				t.Errorf("got %q, %v; want %q", got, err, want)
			}
		})
	}
}

func TestFindNamesWhatIsMissing(t *testing.T) {
	index := map[string]string{"vpc": "vpc", "cloudtrail": "cloudtrail"}
	for _, token := range []string{
		"aws:iam/role:Role",
		"aws:iam/vpc:Vpc", // only EC2's resources may lack a prefix
		"aws:cloudtrail/eventDataStore:EventDataStore",
		"random:index/id:Id",
		"aws:vpc",
		"",
	} {
		_, err := find(index, token, "resource", "terraform-provider-aws_v5")
		if err == nil || !strings.Contains(err.Error(), `"`+token+`"`) {
			t.Errorf("find(%q): %v; want an error that names the token", token, err)
		}
	}
}

func TestSplitURN(t *testing.T) {
	for _, test := range []struct{ urn, before, token, after string }{
		{
			"urn:pulumi:dev::project::aws:iam/role:Role::name",
			"urn:pulumi:dev::project::", "aws:iam/role:Role", "::name",
		},
		{
			"urn:pulumi:dev::project::a:b:C$aws:iam/role:Role$aws:iam/rolePolicy:RolePolicy::na::me$x",
			"urn:pulumi:dev::project::a:b:C$aws:iam/role:Role$", "aws:iam/rolePolicy:RolePolicy", "::na::me$x",
		},
	} {
		before, token, after, ok := splitURN(test.urn)
		if !ok || before != test.before || token != test.token || after != test.after {
			t.Errorf("splitURN(%q) = %q, %q, %q, %v", test.urn, before, token, after, ok)
		}
	}
	for _, urn := range []string{"", "urn:pulumi:dev::project", "aws:iam/role:Role"} {
		if _, _, _, ok := splitURN(urn); ok {
			t.Errorf("splitURN(%q) is taken for a URN", urn)
		}
	}
}
