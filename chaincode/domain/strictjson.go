package domain

import (
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Decode reads one JSON value into `target`, a pointer to a struct of the kinds that arguments and ledger values use:
// booleans, strings, integers, slices, structs, pointers and `any`. Unlike encoding/json it refuses what a careful
// reader must not pass: unknown, missing (unless tagged `optional:"true"`) and duplicate fields, names that differ in
// case, other types, numbers that are not integers, null where nothing may be absent, lone surrogates, more than one
// value, and nesting deeper than eight. `any` takes nil for null and RawJSON for everything else.
//
// Fails with ARGUMENT_ENCODING, ARGUMENT_JSON or FIELD_…, naming the field's path (`lists.3.amount`).
func Decode(data string, target any) error {
	return new(Decoder).Decode(data, target)
}

// Decoder is Decode for many values: what it learnt of a type serves all its values, which is most of the work of a small one.
// It holds nothing of what it has read. The zero value is ready.
type Decoder struct {
	plans map[reflect.Type]*structPlan
}

// Decode is the function of that name.
func (shared *Decoder) Decode(data string, target any) error {
	if !utf8.ValidString(data) {
		return Fail(CodeArgumentEncoding, "", "the text is not valid UTF-8; encode it as UTF-8")
	}
	pointer := reflect.ValueOf(target)
	if pointer.Kind() != reflect.Pointer || pointer.IsNil() {
		return Fail(CodeInternal, "", "Decode needs a pointer, not %T", target)
	}
	if shared.plans == nil {
		shared.plans = map[reflect.Type]*structPlan{}
	}
	d := decoder{scanner: scanner{data: data}, plans: shared.plans}
	pointer.Elem().SetZero()
	if err := d.value(pointer.Elem(), 0); err != nil {
		return err
	}
	d.skipSpace()
	if d.position < len(data) {
		return d.malformed("text after the value")
	}
	return nil
}

// RawJSON is the text of a value that has no fixed form.
type RawJSON string

// structPlan knows a struct's fields by name; required has a bit per field that must be there.
type structPlan struct {
	index    map[string]int
	names    []string
	required uint64
}

type decoder struct {
	scanner
	plans map[reflect.Type]*structPlan
	path  []string
	// indexes stands beside path: the position in a list where the path's element is one, else −1.
	indexes []int
}

// value decodes what comes next into `v`, which is settable. `depth` counts the objects and lists around it.
func (d *decoder) value(v reflect.Value, depth int) error {
	d.skipSpace()
	switch v.Kind() {
	case reflect.Struct:
		return d.object(v, depth+1)
	case reflect.Slice:
		return d.list(v, depth+1)
	case reflect.String:
		return d.text(v)
	case reflect.Bool:
		return d.boolean(v)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return d.integer(v)
	case reflect.Pointer:
		if d.null() {
			return nil
		}
		v.Set(reflect.New(v.Type().Elem()))
		return d.value(v.Elem(), depth)
	case reflect.Interface:
		return d.raw(v, depth)
	default:
		return Fail(CodeInternal, d.field(), "Decode cannot fill a %s", v.Type())
	}
}

func (d *decoder) object(v reflect.Value, depth int) error {
	if d.peek() != '{' {
		return d.wrongType("an object")
	}
	if depth > maxArgumentDepth {
		return d.tooDeep()
	}
	plan, err := d.plan(v.Type())
	if err != nil {
		return err
	}
	d.position++
	var seen uint64
	for first := true; ; first = false {
		more, err := d.next('}', first)
		if err != nil {
			return err
		}
		if !more {
			return d.missing(plan, seen)
		}
		name, err := d.name()
		if err != nil {
			return err
		}
		k, known := plan.index[name]
		if !known {
			return Fail(CodeFieldUnknown, joinPath(d.field(), safeName(name)),
				"there is no such field; leave it out (the fields are %s)", strings.Join(plan.names, ", "))
		}
		if seen&(1<<k) != 0 {
			return Fail(CodeFieldDuplicate, joinPath(d.field(), name), "the field appears twice; give it once")
		}
		seen |= 1 << k
		d.push(name, -1)
		if err := d.value(v.Field(k), depth); err != nil {
			return err
		}
		d.pop()
	}
}

func (d *decoder) missing(plan *structPlan, seen uint64) error {
	for k, name := range plan.names {
		if plan.required&^seen&(1<<k) != 0 {
			return Fail(CodeFieldMissing, joinPath(d.field(), name), "the field is missing; every field is required")
		}
	}
	return nil
}

func (d *decoder) list(v reflect.Value, depth int) error {
	if d.peek() != '[' {
		return d.wrongType("a list")
	}
	if depth > maxArgumentDepth {
		return d.tooDeep()
	}
	d.position++
	v.Set(reflect.MakeSlice(v.Type(), 0, 0))
	for k := 0; ; k++ {
		more, err := d.next(']', k == 0)
		if err != nil || !more {
			return err
		}
		v.Grow(1)
		v.SetLen(k + 1)
		d.push("", k)
		if err := d.value(v.Index(k), depth); err != nil {
			return err
		}
		d.pop()
	}
}

func (d *decoder) text(v reflect.Value) error {
	if d.peek() != '"' {
		return d.wrongType("a string")
	}
	text, err := d.quoted()
	v.SetString(text)
	return err
}

func (d *decoder) boolean(v reflect.Value) error {
	switch {
	case d.word("true"):
		v.SetBool(true)
	case d.word("false"):
		v.SetBool(false)
	default:
		return d.wrongType("true or false")
	}
	return nil
}

func (d *decoder) integer(v reflect.Value) error {
	if c := d.peek(); c != '-' && (c < '0' || c > '9') {
		return d.wrongType("an integer")
	}
	number, whole, err := d.number()
	if err != nil {
		return err
	}
	if !whole {
		return Fail(CodeFieldType, d.field(), "must be an integer without point and exponent, not %s", quote(number))
	}
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil || v.OverflowInt(n) {
		return Fail(CodeFieldRange, d.field(), "%s does not fit into %d bits", quote(number), v.Type().Bits())
	}
	v.SetInt(n)
	return nil
}

func (d *decoder) raw(v reflect.Value, depth int) error {
	start := d.position
	if d.null() {
		return nil
	}
	if err := d.skip(depth); err != nil {
		return err
	}
	v.Set(reflect.ValueOf(RawJSON(d.data[start:d.position])))
	return nil
}

func (d *decoder) null() bool {
	d.skipSpace()
	return d.word("null")
}

// plan lists the fields of a struct type by the names in their json tags.
func (d *decoder) plan(t reflect.Type) (*structPlan, error) {
	if known, ok := d.plans[t]; ok {
		return known, nil
	}
	plan := &structPlan{index: make(map[string]int, t.NumField())}
	for k := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(k).Tag.Get("json"), ",")
		if name == "" || !t.Field(k).IsExported() || k > 63 {
			return nil, Fail(CodeInternal, "", "%s.%s cannot be decoded: it needs a json tag", t, t.Field(k).Name)
		}
		plan.index[name] = k
		plan.names = append(plan.names, name)
		if t.Field(k).Tag.Get("optional") != "true" {
			plan.required |= 1 << k
		}
	}
	d.plans[t] = plan
	return plan, nil
}

func (d *decoder) push(name string, index int) {
	d.path, d.indexes = append(d.path, name), append(d.indexes, index)
}

func (d *decoder) pop() {
	d.path, d.indexes = d.path[:len(d.path)-1], d.indexes[:len(d.indexes)-1]
}

// field is the path of the field being read.
func (d *decoder) field() string {
	path := ""
	for k, name := range d.path {
		if d.indexes[k] >= 0 {
			name = strconv.Itoa(d.indexes[k])
		}
		path = joinPath(path, name)
	}
	return path
}

// wrongType refuses what stands here: as a field's wrong type if it could be another value, else as malformed.
func (d *decoder) wrongType(wanted string) error {
	found := d.kind()
	if found == "" {
		return d.malformed("a value is missing")
	}
	if d.field() == "" {
		return Fail(CodeArgumentJSON, "", "the argument must be %s, not %s", wanted, found)
	}
	return Fail(CodeFieldType, d.field(), "must be %s, not %s", wanted, found)
}

// safeName shows a field name from outside: as it is where it is a plain word, else quoted and cut.
func safeName(name string) string {
	for _, r := range name {
		if r != '_' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') {
			return quote(name)
		}
	}
	if name == "" || len(name) > maxQuotedInputRunes {
		return quote(name)
	}
	return name
}
