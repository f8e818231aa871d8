package config

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"microconsent/internal/consent"
)

func text(at func(*Config) *string) func(*Config, string) error {
	return func(c *Config, s string) error { *at(c) = s; return nil }
}

func oneOf(known []string, at func(*Config) *string) func(*Config, string) error {
	return func(c *Config, s string) error {
		if !slices.Contains(known, s) {
			return fmt.Errorf("must be %s", strings.Join(known, " or "))
		}
		*at(c) = s
		return nil
	}
}

func boolean(at func(*Config) *bool) func(*Config, string) error {
	return func(c *Config, s string) (err error) {
		if *at(c), err = strconv.ParseBool(s); err != nil {
			return errors.New("must be true or false")
		}
		return nil
	}
}

func integer(low, high int, at func(*Config) *int) func(*Config, string) error {
	return func(c *Config, s string) error {
		n, err := strconv.Atoi(s)
		if err != nil || n < low || n > high {
			return fmt.Errorf("must be a whole number from %d to %d", low, high)
		}
		*at(c) = n
		return nil
	}
}

func duration(low, high time.Duration, at func(*Config) *time.Duration) func(*Config, string) error {
	return func(c *Config, s string) error {
		d, err := time.ParseDuration(s)
		if err != nil || d < low || d > high {
			return fmt.Errorf("must be a time from %s to %s, such as 30s or 5m", low, high)
		}
		*at(c) = d
		return nil
	}
}

// orOff reads a time, or off, which is 0.
func orOff(low, high time.Duration, at func(*Config) *time.Duration) func(*Config, string) error {
	timed := duration(low, high, at)
	return func(c *Config, s string) error {
		if s == "off" {
			*at(c) = 0
			return nil
		}
		if err := timed(c, s); err != nil {
			return fmt.Errorf("must be off, or %s", strings.TrimPrefix(err.Error(), "must be "))
		}
		return nil
	}
}

func payload(c *Config, s string) error {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 1024 || n > 1<<30 {
		return errors.New("must be a number of bytes from 1024 to 1073741824")
	}
	c.MaxPayloadBytes = n
	return nil
}

// retention reads "off", an age, or ages by kind.
func retention(c *Config, s string) (err error) {
	if c.Retention, err = consent.ParseRetention(s); err != nil {
		return errors.New("must be off, an age such as 90d, or ages by kind: " + consent.MessageOf(err))
	}
	return nil
}

// rate reads "N/PERIOD". All N may come at once.
func rate(at func(*Config) *consent.Rate) func(*Config, string) error {
	return func(c *Config, s string) error {
		if s == "off" {
			*at(c) = consent.Rate{}
			return nil
		}
		count, period, _ := strings.Cut(s, "/")
		n, err := strconv.Atoi(count)
		d, errPeriod := time.ParseDuration(period)
		if err != nil || errPeriod != nil || n < 1 || d < time.Second {
			return errors.New("must be off or N/PERIOD, such as 600/1m")
		}
		*at(c) = consent.Rate{Limit: n, Period: d, Burst: n}
		return nil
	}
}

func schemeOf(s string, known ...string) error {
	scheme, rest, ok := strings.Cut(s, "://")
	if !ok || !slices.Contains(known, scheme) {
		return fmt.Errorf("must begin with %s", strings.Join(known, ":// or ")+"://")
	}
	if scheme != "embedded" && rest == "" {
		return errors.New("says nothing after ://")
	}
	return nil
}

func database(c *Config, s string) error {
	c.DatabaseURL = s
	return schemeOf(s, "sqlite", "postgres", "postgresql")
}

func redis(c *Config, s string) error {
	c.RedisURL = s
	return schemeOf(s, "embedded", "redis", "rediss", "redis-cluster", "redis-sentinel")
}

func blobs(c *Config, s string) error {
	c.BlobURL = s
	return schemeOf(s, "file", "s3")
}

func listen(at func(*Config) *string) func(*Config, string) error {
	return func(c *Config, s string) error {
		*at(c) = s
		_, port, err := net.SplitHostPort(s)
		if n, errPort := strconv.Atoi(port); err != nil || errPort != nil || n < 0 || n > 65535 {
			return errors.New("must be an address with a port, such as 127.0.0.1:8080")
		}
		return nil
	}
}

// optional lets a setting be empty.
func optional(set func(*Config, string) error) func(*Config, string) error {
	return func(c *Config, s string) error {
		if s == "" {
			return nil
		}
		return set(c, s)
	}
}

func baseURL(c *Config, s string) error {
	c.BaseURL = strings.TrimRight(s, "/")
	if s == "" {
		return nil
	}
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || u.RawQuery != "" || u.Fragment != "" {
		return errors.New("must be an http or https address without query")
	}
	return nil
}

func proxies(c *Config, s string) error {
	for _, each := range list(s) {
		prefix, err := netip.ParsePrefix(each)
		if err != nil {
			addr, err := netip.ParseAddr(each)
			if err != nil {
				return fmt.Errorf("%q is no address or network", each)
			}
			prefix = netip.PrefixFrom(addr, addr.BitLen())
		}
		c.TrustedProxies = append(c.TrustedProxies, prefix)
	}
	return nil
}

func origins(c *Config, s string) error {
	for _, each := range list(s) {
		u, err := url.Parse(each)
		if err != nil || u.Host == "" || u.Path != "" || u.Scheme != "http" && u.Scheme != "https" {
			return fmt.Errorf("%q is no origin such as https://app.example.com", each)
		}
		c.AllowedOrigins = append(c.AllowedOrigins, each)
	}
	return nil
}

func queues(c *Config, s string) error {
	for _, each := range list(s) {
		p, err := consent.ParsePriority(each)
		if err != nil {
			return fmt.Errorf("%q is no queue; known are high, default and low", each)
		}
		c.WorkerQueues = append(c.WorkerQueues, p)
	}
	if len(c.WorkerQueues) == 0 {
		return errors.New("must name a queue")
	}
	return nil
}

func browser(c *Config, s string) error {
	c.Browser = s
	if s != "auto" && s != "off" && !strings.Contains(s, "/") {
		return errors.New("must be auto, off or a path")
	}
	return nil
}

func logLevel(c *Config, s string) error {
	if err := c.LogLevel.UnmarshalText([]byte(s)); err != nil || !slices.Contains([]slog.Level{slog.LevelDebug, slog.LevelInfo, slog.LevelWarn, slog.LevelError}, c.LogLevel) {
		return errors.New("must be debug, info, warn or error")
	}
	return nil
}

func list(s string) []string {
	var out []string
	for part := range strings.SplitSeq(s, ",") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}
