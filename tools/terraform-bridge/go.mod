module sst-deployer-roles/tools/terraform-bridge

go 1.18

require github.com/pulumi/pulumi-terraform-bridge/v3/dynamic v3.100.0

replace github.com/hashicorp/terraform-plugin-sdk/v2 => github.com/pulumi/terraform-plugin-sdk/v2 v2.0.0-20240520223432-0c0bf0d65f10
