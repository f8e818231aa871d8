package blob

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"
)

// memory is a store for tests.
type memory struct {
	mu   sync.Mutex
	kept map[string][]byte
}

func (m *memory) size(ctx context.Context, key string) (int64, error) {
	packed, err := m.read(ctx, key, 0)
	return int64(len(packed)), err
}

func (m *memory) read(ctx context.Context, key string, _ int64) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	packed, ok := m.kept[key]
	if !ok && ctx.Err() == nil {
		return nil, fs.ErrNotExist
	}
	return packed, ctx.Err()
}

func (m *memory) write(ctx context.Context, key string, packed []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.kept[key] = packed
	return ctx.Err()
}

func (m *memory) remove(ctx context.Context, key string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.kept, key)
	return ctx.Err()
}

func (m *memory) list(ctx context.Context, prefix string, each func(key string) error) error {
	m.mu.Lock()
	keys := slices.Sorted(maps.Keys(m.kept))
	m.mu.Unlock()
	for _, key := range keys {
		if prefix != "" && !strings.HasPrefix(key, prefix+"/") {
			continue
		}
		if err := each(key); err != nil {
			return err
		}
	}
	return ctx.Err()
}

func (m *memory) ping(ctx context.Context) error { return ctx.Err() }

func (m *memory) missing(err error) bool { return errors.Is(err, fs.ErrNotExist) }
