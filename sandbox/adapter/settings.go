package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// settingsFile is the name of the file, beside the executable, that says where the parts are.
const settingsFile = "adapter.json"

// settings is the content of adapter.json. The paths are absolute.
type settings struct {
	// Bridge is the executable built from pulumi-terraform-bridge's package "dynamic".
	Bridge string `json:"bridge"`
	// TerraformProvider is HashiCorp's AWS provider: a file named terraform-provider-aws, with a version or nothing
	// behind it.
	TerraformProvider string `json:"terraformProvider"`
	// Version is the version of Pulumi's AWS plugin that the adapter stands in for, told to the engine when it asks.
	// It may be left out: the engine then warns, at every provider, that the plugin isn't as new as @pulumi/aws.
	Version string `json:"version,omitempty"`
}

// readSettings reads adapter.json beside the executable that runs, links resolved.
func readSettings() (settings, error) {
	executable, err := os.Executable()
	if err != nil {
		return settings{}, err
	}
	if executable, err = filepath.EvalSymlinks(executable); err != nil {
		return settings{}, err
	}
	return parseSettings(filepath.Join(filepath.Dir(executable), settingsFile))
}

func parseSettings(file string) (settings, error) {
	wanted := `it must say {"bridge": "/absolute/path", "terraformProvider": "/absolute/path"}, and may say ` +
		`"version": "X.Y.Z"`
	content, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		return settings{}, fmt.Errorf("%s is missing: %s", file, wanted)
	}
	if err != nil {
		return settings{}, err
	}
	var s settings
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&s); err != nil {
		return settings{}, fmt.Errorf("%s can't be read: %w; %s", file, err, wanted)
	}
	for _, part := range []struct{ key, path string }{
		{"bridge", s.Bridge}, {"terraformProvider", s.TerraformProvider},
	} {
		if err := checkExecutable(part.path); err != nil {
			return settings{}, fmt.Errorf("%s: %q: %w; %s", file, part.key, err, wanted)
		}
	}
	if s.Version != "" && !versionPattern.MatchString(s.Version) {
		return settings{}, fmt.Errorf("%s: %q: %q is not a version like 7.48.0", file, "version", s.Version)
	}
	if _, err := s.bridgeArgument(); err != nil {
		return settings{}, fmt.Errorf("%s: %q: %w", file, "terraformProvider", err)
	}
	return s, nil
}

var versionPattern = regexp.MustCompile(`^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$`)

func checkExecutable(path string) error {
	if path == "" {
		return errors.New("no path")
	}
	if !filepath.IsAbs(path) {
		return fmt.Errorf("%s is not an absolute path", path)
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() || info.Mode().Perm()&0o111 == 0 {
		return fmt.Errorf("%s is not an executable file", path)
	}
	return nil
}

// providerBinary is how Terraform's AWS provider is called on disk. The bridge names its package after what follows
// the last "terraform-provider-", so this name is what makes the package "aws".
const providerBinary = "terraform-provider-aws"

// bridgeArgument is the path to call the bridge's Parameterize with: the folder of the Terraform provider, and
// providerBinary without a version. The bridge starts the first file in the folder that is called that way, alone or
// followed by "_" or "." (pulumi/pulumi-terraform-bridge, dynamic/internal/shim/run/loader.go and
// pkg/vendored/opentofu/providercache/cached_provider.go). That this is the wanted one is checked here.
func (s settings) bridgeArgument() (string, error) {
	folder, wanted := filepath.Split(s.TerraformProvider)
	entries, err := os.ReadDir(folder)
	if err != nil {
		return "", err
	}
	for _, entry := range entries {
		rest, found := strings.CutPrefix(entry.Name(), providerBinary)
		if entry.IsDir() || !found || (rest != "" && rest[0] != '_' && rest[0] != '.') {
			continue
		}
		if entry.Name() != wanted {
			return "", fmt.Errorf("%s is not the first %s* in its folder: %s is, and the bridge would start that one",
				s.TerraformProvider, providerBinary, entry.Name())
		}
		return filepath.Join(folder, providerBinary), nil
	}
	return "", fmt.Errorf("%s must be called %s, with nothing, or _ and a version, behind it",
		s.TerraformProvider, providerBinary)
}
