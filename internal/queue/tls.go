package queue

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"os"

	"github.com/hibiken/asynq"

	"microconsent/internal/consent"
)

// Trust makes the connection accept certificates of the authorities in a PEM file, instead
// of the system's. "" changes nothing. Invalid: the file holds no certificate, or the URL
// asks for no TLS, in which case the file would be of no use without a word.
func Trust(opt asynq.RedisConnOpt, caFile string) (asynq.RedisConnOpt, error) {
	if caFile == "" {
		return opt, nil
	}
	config := tlsOf(opt)
	if config == nil {
		return nil, consent.Errorf(consent.Invalid, "A file with Redis's certificate authority is set, but the Redis URL asks for no TLS (rediss:// or ?tls=true).")
	}
	pem, err := os.ReadFile(caFile)
	if err != nil {
		return nil, consent.Wrap(err, consent.Invalid, "The file with Redis's certificate authority cannot be read: %v.", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, consent.Errorf(consent.Invalid, "The file %s holds no certificate in PEM form.", caFile)
	}
	config.RootCAs = pool // the clients made of opt share the pointer
	return opt, nil
}

func tlsOf(opt asynq.RedisConnOpt) *tls.Config {
	switch o := opt.(type) {
	case asynq.RedisClientOpt:
		return o.TLSConfig
	case asynq.RedisClusterClientOpt:
		return o.TLSConfig
	case asynq.RedisFailoverClientOpt:
		return o.TLSConfig
	}
	return nil
}

// refused says why Redis's certificate was not accepted, "" when that was not the cause.
func refused(err error) string {
	var bad *tls.CertificateVerificationError
	if errors.As(err, &bad) {
		return bad.Err.Error()
	}
	return ""
}
