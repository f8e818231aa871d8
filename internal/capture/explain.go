package capture

import (
	"compress/gzip"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"syscall"

	"microconsent/internal/consent"
)

// explain gives what went wrong on the net a code and words for the user. The context is
// the caller's: its end is a cancellation, the end of our own is the site's slowness.
func explain(ctx context.Context, err error) error {
	var coded *consent.Error
	if errors.As(err, &coded) {
		return err
	}
	if errors.Is(ctx.Err(), context.Canceled) {
		return consent.Wrap(err, consent.Canceled, "Fetching the page was canceled.")
	}
	if said := explainName(err); said != nil {
		return said
	}
	var timeout net.Error
	if errors.Is(err, context.DeadlineExceeded) || errors.As(err, &timeout) && timeout.Timeout() {
		return consent.Wrap(err, consent.Timeout, "The site took too long to answer.")
	}
	if said := explainTLS(err); said != nil {
		return said
	}
	switch {
	case errors.Is(err, gzip.ErrHeader), errors.Is(err, gzip.ErrChecksum):
		return consent.Wrap(err, consent.Invalid, "The site's answer cannot be unpacked.")
	case errors.Is(err, syscall.ECONNREFUSED):
		return consent.Wrap(err, consent.Unavailable, "The site refuses the connection.")
	}
	return consent.Wrap(err, consent.Unavailable, "The connection to the site failed.")
}

func explainName(err error) error {
	var dns *net.DNSError
	switch {
	case !errors.As(err, &dns):
		return nil
	case dns.IsNotFound:
		return consent.Wrap(err, consent.Invalid, "There is no site with this host name.")
	}
	return consent.Wrap(err, consent.Unavailable, "The host name could not be looked up.")
}

func explainTLS(err error) error {
	var (
		certificate *tls.CertificateVerificationError
		host        x509.HostnameError
		expired     x509.CertificateInvalidError
		alert       tls.AlertError
		record      tls.RecordHeaderError
	)
	switch {
	case errors.As(err, &host):
		return consent.Wrap(err, consent.Invalid, "The site's certificate is for another host.")
	case errors.As(err, &expired) && expired.Reason == x509.Expired:
		return consent.Wrap(err, consent.Invalid, "The site's certificate has expired or is not valid yet.")
	case errors.As(err, &certificate):
		return consent.Wrap(err, consent.Invalid, "The site's certificate is not trusted.")
	case errors.As(err, &alert), errors.As(err, &record):
		return consent.Wrap(err, consent.Invalid, "The site does not answer with a secure connection.")
	}
	return nil
}
