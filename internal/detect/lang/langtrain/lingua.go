package main

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
)

var errProto = errors.New("not a lingua language model")

// readNgrams reads one of lingua's zipped protocol buffers (serialization/model.proto):
// each n-gram with its probability given its first n-1 letters.
func readNgrams(folder, name string) (map[string]float64, error) {
	data, err := os.ReadFile(filepath.Join(folder, name+".pb.bin.zip"))
	if err != nil {
		return nil, err
	}
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil || len(archive.File) != 1 {
		return nil, fmt.Errorf("%s %s: %w", folder, name, errProto)
	}
	f, err := archive.File[0].Open()
	if err != nil {
		return nil, err
	}
	defer f.Close()
	message, err := io.ReadAll(f)
	if err != nil {
		return nil, err
	}
	out := map[string]float64{}
	return out, fields(message, func(number int, value []byte) error {
		if number == 4 {
			return readSet(value, out)
		}
		return nil
	})
}

func readSet(message []byte, out map[string]float64) error {
	var probability float64
	var grams []string
	err := fields(message, func(number int, value []byte) error {
		switch {
		case number == 1 && len(value) == 8:
			probability = math.Float64frombits(binary.LittleEndian.Uint64(value))
		case number == 2:
			grams = append(grams, string(value))
		}
		return nil
	})
	for _, g := range grams {
		out[g] = probability
	}
	return err
}

// fields walks the fields of a protocol buffer message; varints are passed over.
func fields(message []byte, use func(number int, value []byte) error) error {
	for len(message) > 0 {
		tag, n := binary.Uvarint(message)
		if n <= 0 {
			return errProto
		}
		message = message[n:]
		var size int
		switch tag & 7 {
		case 0:
			if _, n = binary.Uvarint(message); n <= 0 {
				return errProto
			}
			message = message[n:]
			continue
		case 1:
			size = 8
		case 2:
			length, n := binary.Uvarint(message)
			if n <= 0 || length > uint64(len(message)-n) {
				return errProto
			}
			message, size = message[n:], int(length)
		default:
			return errProto
		}
		if size > len(message) {
			return errProto
		}
		if err := use(int(tag>>3), message[:size]); err != nil {
			return err
		}
		message = message[size:]
	}
	return nil
}

// joint turns conditional probabilities into the probability of the whole n-gram, for
// n-grams of three and four letters.
func joint(folder string) (map[string]float64, error) {
	var levels [4]map[string]float64
	for i, name := range []string{"unigrams", "bigrams", "trigrams", "quadrigrams"} {
		grams, err := readNgrams(folder, name)
		if err != nil {
			return nil, err
		}
		levels[i] = grams
	}
	out := map[string]float64{}
	for i := range levels {
		for g, p := range levels[i] {
			runes := []rune(g)
			for k := 1; k < len(runes); k++ {
				p *= levels[k-1][string(runes[:k])]
			}
			out[g] = p
		}
	}
	return out, nil
}
