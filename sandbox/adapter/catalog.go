package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/pulumi/inflector"
)

// catalog is what the bridge says about the Terraform provider: its tokens, and the shapes of what goes in.
//
// It is read from GetMapping, which takes half a second. GetSchema has the same in Pulumi's terms, but making it takes
// the bridge 22 seconds and 1.5 GB for the AWS provider.
type catalog struct {
	// provider is the name of the Terraform provider's file, for messages.
	provider  string
	config    object
	resources map[string]entry
	functions map[string]entry
}

// entry is one resource or data source. Its schema stays text until it is asked for: there are two thousand of them,
// and a stack has a few.
type entry struct {
	token  string
	schema json.RawMessage
	fields map[string]*fieldInfo
}

// shape gives the properties of a resource or data source, those that come out included.
func (e entry) shape() (object, error) {
	var schema map[string]*schemaEntry
	if err := json.Unmarshal(e.schema, &schema); err != nil {
		return nil, fmt.Errorf("the bridge's description of %s can't be read: %w", e.token, err)
	}
	return readObject(schema, e.fields), nil
}

// object is a set of properties by Pulumi's name.
type object map[string]*property

// property is the shape of a value: an object, a list of items, a map of items, or (with none of them) a scalar.
type property struct {
	fields   object
	items    *property
	isList   bool
	computed bool
	// singular is the property's name without the plural that the bridge gives to lists.
	singular string
}

// The value types of a Terraform schema, as the mapping numbers them
// (pulumi/pulumi-terraform-bridge, pkg/tfshim/shim.go).
const (
	typeList = 5
	typeMap  = 6
	typeSet  = 7
)

// mappingFile is the part of GetMapping's answer that is used here
// (pulumi/pulumi-terraform-bridge, pkg/tfbridge/info/info.go: MarshallableProvider).
type mappingFile struct {
	Provider struct {
		Schema      map[string]*schemaEntry
		Resources   map[string]json.RawMessage
		DataSources map[string]json.RawMessage
	}
	Config      map[string]*fieldInfo
	Resources   map[string]*tokenInfo
	DataSources map[string]*tokenInfo
}

type schemaEntry struct {
	Type     int
	Optional bool
	Required bool
	Computed bool
	MaxItems int
	Element  *struct {
		Schema   *schemaEntry
		Resource map[string]*schemaEntry
	}
}

type tokenInfo struct {
	Tok    string
	Fields map[string]*fieldInfo
}

type fieldInfo struct {
	Name        string
	MaxItemsOne *bool
	Element     *fieldInfo
	Fields      map[string]*fieldInfo
}

func readCatalog(data []byte, provider string) (*catalog, error) {
	var file mappingFile
	if err := json.Unmarshal(data, &file); err != nil {
		return nil, fmt.Errorf("the bridge's description of %s can't be read: %w", provider, err)
	}
	c := &catalog{provider: filepath.Base(provider), config: readObject(file.Provider.Schema, file.Config)}
	var err error
	if c.resources, err = readEntries(file.Resources, file.Provider.Resources); err != nil {
		return nil, err
	}
	if c.functions, err = readEntries(file.DataSources, file.Provider.DataSources); err != nil {
		return nil, err
	}
	if len(c.resources) == 0 {
		return nil, fmt.Errorf("the bridge's description of %s has no resources", provider)
	}
	return c, nil
}

func readEntries(tokens map[string]*tokenInfo, schemas map[string]json.RawMessage) (map[string]entry, error) {
	entries := make(map[string]entry, len(tokens))
	for name, info := range tokens {
		key := tokenKey(strings.TrimPrefix(name, packageName+"_"))
		if other, taken := entries[key]; taken {
			return nil, fmt.Errorf("%s and %s can't be told apart", other.token, info.Tok)
		}
		schema, described := schemas[name]
		if !described {
			return nil, fmt.Errorf("the bridge does not describe %s", name)
		}
		entries[key] = entry{info.Tok, schema, info.Fields}
	}
	return entries, nil
}

func readObject(schema map[string]*schemaEntry, infos map[string]*fieldInfo) object {
	o := make(object, len(schema))
	for name, attribute := range schema {
		p := readProperty(attribute, infos[name])
		p.singular = camelCase(name)
		o[pulumiName(name, schema, infos)] = p
	}
	return o
}

func readProperty(s *schemaEntry, info *fieldInfo) *property {
	p := &property{computed: s.Computed && !s.Optional && !s.Required}
	if s.Element == nil {
		return p
	}
	var elementInfo *fieldInfo
	var fieldInfos map[string]*fieldInfo
	if info != nil {
		elementInfo, fieldInfos = info.Element, info.Fields
		if elementInfo != nil && elementInfo.Fields != nil {
			fieldInfos = elementInfo.Fields
		}
	}
	item := &property{}
	switch {
	case s.Element.Resource != nil:
		item.fields = readObject(s.Element.Resource, fieldInfos)
	case s.Element.Schema != nil:
		item = readProperty(s.Element.Schema, elementInfo)
	}
	switch {
	case isMany(s, info):
		p.items, p.isList = item, true
	case s.Type == typeMap && s.Element.Resource == nil:
		p.items = item
	default: // a block that comes once at most, or a nested object
		p.fields, p.items, p.isList = item.fields, item.items, item.isList
	}
	return p
}

// isMany says whether the bridge wants a list here: of a list or set with room for one item it makes the item itself.
func isMany(s *schemaEntry, info *fieldInfo) bool {
	if s.Type != typeList && s.Type != typeSet {
		return false
	}
	if info != nil && info.MaxItemsOne != nil {
		return !*info.MaxItemsOne
	}
	return s.MaxItems != 1
}

// pulumiName is the bridge's name of a Terraform property: camel case, lists in the plural unless that name is taken
// (pulumi/pulumi-terraform-bridge, pkg/tfbridge/names.go: TerraformToPulumiNameV2).
func pulumiName(name string, schema map[string]*schemaEntry, infos map[string]*fieldInfo) string {
	info := infos[name]
	if info != nil && info.Name != "" {
		return info.Name
	}
	if isMany(schema[name], info) {
		plural := inflector.Pluralize(name)
		renamed := infos[plural] != nil && infos[plural].Name != "" && infos[plural].Name != plural
		if _, taken := schema[plural]; !taken || renamed {
			name = plural
		}
	}
	return camelCase(name)
}

func camelCase(name string) string {
	var b strings.Builder
	capital, begun := false, false
	for _, c := range name {
		switch {
		case c == '_' && begun:
			capital = true
		case capital && c >= 'a' && c <= 'z':
			b.WriteRune(c - 'a' + 'A')
			capital = false
		default:
			b.WriteRune(c)
			begun, capital = begun || c != '_', false
		}
	}
	if capital {
		b.WriteByte('_')
	}
	return b.String()
}

// names lists the properties that a user may set, for messages.
func (o object) names() []string {
	var names []string
	for name, p := range o {
		if !p.computed {
			names = append(names, name)
		}
	}
	return names
}
