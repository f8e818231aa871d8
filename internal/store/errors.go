package store

import (
	"context"
	"crypto/tls"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"

	"microconsent/internal/consent"
)

// fail gives an error of the database its code. Errors that have one pass unchanged.
func (s *Store) fail(err error) error {
	var coded *consent.Error
	var network net.Error
	switch {
	case err == nil, errors.As(err, &coded):
		return err
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case errors.Is(err, sql.ErrNoRows):
		return consent.Wrap(err, consent.NotFound, messageGone)
	}
	switch code := s.dialect.code(err); code {
	case consent.Conflict:
		return consent.Wrap(err, code, "This exists already or was changed meanwhile.")
	case consent.NotFound:
		return consent.Wrap(err, code, messageGone)
	case consent.Unavailable:
		return unavailable(err)
	}
	if errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) || errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &network) {
		return unavailable(err)
	}
	return consent.Wrap(err, consent.Internal, "Something went wrong on our side.")
}

// unreachable tells of a database that cannot be opened; a certificate that is refused must
// not look like a server that is away.
func unreachable(err error) error {
	var bad *tls.CertificateVerificationError
	if errors.As(err, &bad) {
		return consent.Wrap(err, consent.Unavailable, "The database's certificate is refused: %s.", bad.Err)
	}
	return consent.Wrap(err, consent.Unavailable, "The database does not answer.")
}

func unavailable(err error) error {
	return consent.Wrap(err, consent.Unavailable, "The database does not answer. Try again in a moment.")
}

// changed turns "no row was changed" into Conflict.
func (s *Store) changed(res sql.Result, err error) error {
	if err != nil {
		return s.fail(err)
	}
	n, err := res.RowsAffected()
	if err != nil {
		return s.fail(err)
	}
	if n == 0 {
		return errMoved
	}
	return nil
}

// found turns "no row was changed" into NotFound.
func (s *Store) found(res sql.Result, err error) error {
	err = s.changed(res, err)
	if errors.Is(err, errMoved) {
		return errGone
	}
	return err
}

const messageGone = "There is nothing with this id."

var (
	// errMoved is a lost compare-and-set.
	errMoved = consent.Errorf(consent.Conflict, "This was changed meanwhile.")
	// errGone is a change of a row that is not there.
	errGone = consent.Errorf(consent.NotFound, messageGone)
)
