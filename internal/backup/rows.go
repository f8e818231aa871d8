package backup

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"math"
	"math/bits"
	"strconv"
	"strings"
	"time"

	"microconsent/internal/consent"
)

// encodeRow writes a row as one line of JSON that is the same for the same values, whichever
// database they come from.
func encodeRow(out *bytes.Buffer, columns []consent.Column, row []any) error {
	out.WriteByte('[')
	for i, v := range row {
		if i > 0 {
			out.WriteByte(',')
		}
		if err := encodeValue(out, columns[i], v); err != nil {
			return err
		}
	}
	out.WriteString("]\n")
	return nil
}

func encodeValue(out *bytes.Buffer, c consent.Column, v any) error {
	switch v := v.(type) {
	case nil:
		out.WriteString("null")
	case string:
		if c.Kind == consent.ColumnJSON {
			return encodeJSON(out, v)
		}
		return encodeText(out, v)
	case time.Time:
		out.WriteString(`"` + v.UTC().Format(time.RFC3339Nano) + `"`)
	case []byte:
		out.WriteString(`"` + base64.StdEncoding.EncodeToString(v) + `"`)
	case int64:
		out.WriteString(strconv.FormatInt(v, 10))
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Errorf("the column %s holds %v", c.Name, v)
		}
		out.WriteString(strconv.FormatFloat(v, 'g', -1, 64))
	case bool:
		out.WriteString(strconv.FormatBool(v))
	default:
		return fmt.Errorf("the column %s holds %T", c.Name, v)
	}
	return nil
}

func encodeText(out *bytes.Buffer, s string) error {
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(s)
	out.Truncate(out.Len() - 1) // its line feed
	return err
}

// encodeJSON writes JSON with sorted keys, no white space and one form for each number: the
// databases differ in all of these.
func encodeJSON(out *bytes.Buffer, text string) error {
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	var v any
	if err := decoder.Decode(&v); err != nil {
		return err
	}
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(plainNumbers(v))
	out.Truncate(out.Len() - 1)
	return err
}

func plainNumbers(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for key, each := range v {
			v[key] = plainNumbers(each)
		}
	case []any:
		for i, each := range v {
			v[i] = plainNumbers(each)
		}
	case json.Number:
		if _, err := strconv.ParseInt(v.String(), 10, 64); err == nil {
			return v
		}
		if f, err := v.Float64(); err == nil {
			if f == math.Trunc(f) && math.Abs(f) < 1<<53 {
				return json.Number(strconv.FormatInt(int64(f), 10))
			}
			return json.Number(strconv.FormatFloat(f, 'g', -1, 64))
		}
	}
	return v
}

// decodeRow is the inverse of encodeRow.
func decodeRow(line []byte, columns []consent.Column) ([]any, error) {
	var cells []json.RawMessage
	if err := json.Unmarshal(line, &cells); err != nil {
		return nil, err
	}
	if len(cells) != len(columns) {
		return nil, fmt.Errorf("a row has %d values for %d columns", len(cells), len(columns))
	}
	row := make([]any, len(cells))
	for i, cell := range cells {
		var err error
		if row[i], err = decodeValue(cell, columns[i]); err != nil {
			return nil, fmt.Errorf("column %s: %w", columns[i].Name, err)
		}
	}
	return row, nil
}

func decodeValue(cell json.RawMessage, c consent.Column) (any, error) {
	if string(cell) == "null" {
		return nil, nil
	}
	switch c.Kind {
	case consent.ColumnJSON:
		return string(cell), nil
	case consent.ColumnText:
		return decodeAs[string](cell)
	case consent.ColumnTime:
		return decodeAs[time.Time](cell)
	case consent.ColumnBytes:
		return decodeAs[[]byte](cell)
	case consent.ColumnInteger:
		return decodeAs[int64](cell)
	case consent.ColumnReal:
		return decodeAs[float64](cell)
	case consent.ColumnBoolean:
		return decodeAs[bool](cell)
	}
	return nil, fmt.Errorf("unknown kind %q", c.Kind)
}

func decodeAs[T any](cell json.RawMessage) (any, error) {
	var v T
	err := json.Unmarshal(cell, &v)
	return v, err
}

// digest sums up the lines of a table.
type digest struct {
	sum  hash.Hash
	rows int64
}

func newDigest() *digest { return &digest{sum: sha256.New()} }

func (d *digest) add(line []byte) {
	d.sum.Write(line)
	d.rows++
}

func (d *digest) of(table string) consent.TableDigest {
	return consent.TableDigest{Name: table, Rows: d.rows, SHA256: hex.EncodeToString(d.sum.Sum(nil))}
}

// blobDigest sums up keys, lengths and contents of blobs, in whatever order they come: each
// has a SHA-256, and these are added up (modulo 2^256).
type blobDigest struct {
	sum          [4]uint64 // the lowest part first
	count, bytes int64
}

func (d *blobDigest) add(key string, body []byte) {
	content := sha256.Sum256(body)
	one := sha256.Sum256(fmt.Appendf(nil, "%s %d %x", key, len(body), content))
	carry := uint64(0)
	for i := range d.sum {
		d.sum[i], carry = bits.Add64(d.sum[i], binary.LittleEndian.Uint64(one[8*i:]), carry)
	}
	d.count++
	d.bytes += int64(len(body))
}

func (d *blobDigest) into(s *consent.ArchiveSummary) {
	var sum []byte
	for _, part := range d.sum {
		sum = binary.LittleEndian.AppendUint64(sum, part)
	}
	s.Blobs, s.BlobBytes, s.BlobsHash = d.count, d.bytes, hex.EncodeToString(sum)
}
