package queue

import (
	"crypto/tls"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"

	"microconsent/internal/consent"
)

// dialTimeout keeps an unreachable Redis from holding a submission up for long.
const dialTimeout = 2 * time.Second

// ParseURL reads where Redis is:
//
//	redis://[USER:PASSWORD@]HOST[:PORT][/DB]     rediss:// with TLS
//	redis-cluster://[USER:PASSWORD@]HOST:PORT[,HOST:PORT…][?tls=true]
//	redis-sentinel://[USER:PASSWORD@]HOST:PORT[,HOST:PORT…][/DB]?master=NAME
//	    [&sentinel_username=U][&sentinel_password=P][&tls=true]
//
// User and password are those of the data nodes. Invalid for anything else; the error
// never repeats the URL, which may hold a password.
func ParseURL(raw string) (asynq.RedisConnOpt, error) {
	scheme, _, _ := strings.Cut(raw, "://")
	switch scheme {
	case "redis", "rediss":
		return parseSingle(raw)
	case "redis-cluster", "redis-sentinel":
	default:
		return nil, bad(nil, "it must begin with redis://, rediss://, redis-cluster:// or redis-sentinel://")
	}
	p, err := parseMulti(raw)
	if err != nil {
		return nil, err
	}
	if scheme == "redis-cluster" {
		return p.cluster()
	}
	return p.sentinel()
}

func bad(err error, why string) error {
	return consent.Wrap(err, consent.Invalid, "The Redis URL cannot be used: %s.", why)
}

func parseSingle(raw string) (asynq.RedisConnOpt, error) {
	o, err := redis.ParseURL(raw)
	if err != nil {
		return nil, bad(nil, "it must look like redis://user:password@host:6379/0") // err quotes the URL
	}
	return asynq.RedisClientOpt{Network: o.Network, Addr: o.Addr, Username: o.Username, Password: o.Password, DB: o.DB,
		DialTimeout: orDefault(o.DialTimeout), ReadTimeout: o.ReadTimeout, WriteTimeout: o.WriteTimeout, PoolSize: o.PoolSize,
		TLSConfig: o.TLSConfig}, nil
}

func orDefault(d time.Duration) time.Duration {
	if d == 0 {
		return dialTimeout
	}
	return d
}

// multi is a URL that names several hosts, which net/url refuses.
type multi struct {
	hosts          []string
	user, password string
	db             int
	query          url.Values
	tls            *tls.Config
}

func parseMulti(raw string) (multi, error) {
	scheme, rest, _ := strings.Cut(raw, "://")
	authority, tail := rest, ""
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		authority, tail = rest[:i], rest[i:]
	}
	userinfo, hosts := "", authority
	if i := strings.LastIndexByte(authority, '@'); i >= 0 {
		userinfo, hosts = authority[:i+1], authority[i+1:]
	}
	u, err := url.Parse(scheme + "://" + userinfo + "host" + tail)
	if err != nil {
		return multi{}, bad(nil, "user, password, path or query is malformed")
	}
	m := multi{user: u.User.Username()}
	m.password, _ = u.User.Password()
	if m.query, err = url.ParseQuery(u.RawQuery); err != nil {
		return m, bad(err, "its query is malformed")
	}
	if db := strings.Trim(u.Path, "/"); db != "" {
		if m.db, err = strconv.Atoi(db); err != nil || m.db < 0 {
			return m, bad(nil, "the path must be the number of a database")
		}
	}
	if m.hosts, err = addresses(hosts); err != nil {
		return m, err
	}
	return m, m.wantTLS()
}

func addresses(hosts string) ([]string, error) {
	var out []string
	for each := range strings.SplitSeq(hosts, ",") {
		host, port, err := net.SplitHostPort(each)
		if n, errPort := strconv.Atoi(port); err != nil || errPort != nil || host == "" || n < 1 || n > 65535 {
			return nil, bad(nil, "each host needs a port, such as redis-1:6379,redis-2:6379")
		}
		out = append(out, each)
	}
	return out, nil
}

func (m *multi) wantTLS() error {
	if !m.query.Has("tls") {
		return nil
	}
	on, err := strconv.ParseBool(m.query.Get("tls"))
	if err != nil {
		return bad(nil, "tls must be true or false")
	}
	if on {
		m.tls = &tls.Config{MinVersion: tls.VersionTLS12} // the client fills in each node's name
	}
	return nil
}

// only refuses parameters that would be ignored in silence.
func (m multi) only(names ...string) error {
	for name := range m.query {
		if !slices.Contains(names, name) {
			return bad(nil, "the parameter "+strconv.Quote(name)+" is unknown")
		}
	}
	return nil
}

func (m multi) cluster() (asynq.RedisConnOpt, error) {
	if m.db != 0 {
		return nil, bad(nil, "a cluster has database 0 only")
	}
	if err := m.only("tls"); err != nil {
		return nil, err
	}
	return asynq.RedisClusterClientOpt{Addrs: m.hosts, Username: m.user, Password: m.password, DialTimeout: dialTimeout, TLSConfig: m.tls}, nil
}

func (m multi) sentinel() (asynq.RedisConnOpt, error) {
	if err := m.only("tls", "master", "sentinel_username", "sentinel_password"); err != nil {
		return nil, err
	}
	if m.query.Get("master") == "" {
		return nil, bad(nil, "it needs ?master=NAME")
	}
	return asynq.RedisFailoverClientOpt{MasterName: m.query.Get("master"), SentinelAddrs: m.hosts, Username: m.user, Password: m.password,
		SentinelUsername: m.query.Get("sentinel_username"), SentinelPassword: m.query.Get("sentinel_password"), DB: m.db,
		DialTimeout: dialTimeout, TLSConfig: m.tls}, nil
}
