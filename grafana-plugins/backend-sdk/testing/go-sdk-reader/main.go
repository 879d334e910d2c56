// Reads frames as Grafana does, with its own SDK: Arrow files named on the command line, told as one JSON line each.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/grafana/grafana-plugin-sdk-go/data"
)

type field struct {
	Name   string            `json:"name"`
	Type   string            `json:"type"`
	Values []any             `json:"values"`
	Labels data.Labels       `json:"labels,omitempty"`
	Config *data.FieldConfig `json:"config,omitempty"`
}

type frame struct {
	Name   string          `json:"name"`
	RefID  string          `json:"refId"`
	Meta   *data.FrameMeta `json:"meta,omitempty"`
	Fields []field         `json:"fields"`
}

// A value as a text that loses nothing: null where missing, times in ns.
func told(of *data.Field, row int) any {
	value, ok := of.ConcreteAt(row)
	if !ok {
		return nil
	}
	switch of.Type().NonNullableType() {
	case data.FieldTypeTime:
		return fmt.Sprint(value.(interface{ UnixNano() int64 }).UnixNano())
	case data.FieldTypeJSON:
		return string(value.(json.RawMessage))
	default:
		return fmt.Sprint(value)
	}
}

func read(path string) (frame, error) {
	bytes, err := os.ReadFile(path)
	if err != nil {
		return frame{}, err
	}
	decoded, err := data.UnmarshalArrowFrame(bytes)
	if err != nil {
		return frame{}, err
	}
	answer := frame{Name: decoded.Name, RefID: decoded.RefID, Meta: decoded.Meta, Fields: []field{}}
	for _, of := range decoded.Fields {
		values := []any{}
		for row := 0; row < of.Len(); row++ {
			values = append(values, told(of, row))
		}
		answer.Fields = append(answer.Fields, field{of.Name, of.Type().ItemTypeString(), values, of.Labels, of.Config})
	}
	return answer, nil
}

func main() {
	for _, path := range os.Args[1:] {
		answer, err := read(path)
		if err != nil {
			fmt.Fprintf(os.Stderr, "%s: %v\n", path, err)
			os.Exit(1)
		}
		line, err := json.Marshal(answer)
		if err != nil {
			fmt.Fprintf(os.Stderr, "%s: %v\n", path, err)
			os.Exit(1)
		}
		fmt.Println(string(line))
	}
}
