//go:build unix

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestSettings(t *testing.T) {
	folder := t.TempDir()
	program := func(name string) string {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("#!/bin/sh\n"), 0o755); err != nil {
			t.Fatal(err)
		}
		return path
	}
	bridge := program("terraform-bridge")
	plain := program("plain/terraform-provider-aws")
	versioned := program("versioned/terraform-provider-aws_v5.100.0_x5")
	program("two/terraform-provider-aws_v5.0.0")
	second := program("two/terraform-provider-aws_v6.0.0")
	program("other/terraform-provider-awscc_v1.0.0")
	other := program("other/terraform-provider-aws_v5.0.0")
	dull := filepath.Join(folder, "dull")
	if err := os.WriteFile(dull, nil, 0o644); err != nil {
		t.Fatal(err)
	}

	for name, test := range map[string]struct{ content, wanted string }{
		"good":            {`{"bridge": "` + bridge + `", "terraformProvider": "` + versioned + `"}`, ""},
		"with a version":  {`{"bridge": "` + bridge + `", "terraformProvider": "` + plain + `", "version": "7.48.0"}`, ""},
		"a like name":     {`{"bridge": "` + bridge + `", "terraformProvider": "` + other + `"}`, ""},
		"no JSON":         {`bridge=x`, "can't be read"},
		"unknown key":     {`{"bridge": "` + bridge + `", "provider": "` + plain + `"}`, `unknown field "provider"`},
		"missing key":     {`{"bridge": "` + bridge + `"}`, `"terraformProvider": no path`},
		"relative":        {`{"bridge": "terraform-bridge", "terraformProvider": "` + plain + `"}`, "not an absolute path"},
		"not there":       {`{"bridge": "` + bridge + `x", "terraformProvider": "` + plain + `"}`, "no such file"},
		"a folder":        {`{"bridge": "` + folder + `", "terraformProvider": "` + plain + `"}`, "not an executable file"},
		"not executable":  {`{"bridge": "` + dull + `", "terraformProvider": "` + plain + `"}`, "not an executable file"},
		"wrong name":      {`{"bridge": "` + bridge + `", "terraformProvider": "` + bridge + `"}`, "must be called terraform-provider-aws"},
		"not the first":   {`{"bridge": "` + bridge + `", "terraformProvider": "` + second + `"}`, "terraform-provider-aws_v5.0.0 is"},
		"a wrong version": {`{"bridge": "` + bridge + `", "terraformProvider": "` + plain + `", "version": "v7"}`, "not a version"},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), settingsFile)
			if err := os.WriteFile(file, []byte(test.content), 0o644); err != nil {
				t.Fatal(err)
			}
			_, err := parseSettings(file)
			if test.wanted == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), test.wanted) || !strings.Contains(err.Error(), file) {
				t.Errorf("%v; want an error with the file's name and %q", err, test.wanted)
			}
		})
	}

	missing := filepath.Join(t.TempDir(), settingsFile)
	if _, err := parseSettings(missing); err == nil || !strings.Contains(err.Error(), missing+" is missing") {
		t.Errorf("no file: %v", err)
	}
}

func TestBridgeArgumentHasNoVersion(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "terraform-provider-aws_v5.100.0_x5")
	if err := os.WriteFile(path, nil, 0o755); err != nil {
		t.Fatal(err)
	}
	got, err := settings{TerraformProvider: path}.bridgeArgument()
	if want := filepath.Join(folder, "terraform-provider-aws"); err != nil || got != want {
		t.Errorf("%q, %v; want %q", got, err, want)
	}
}
