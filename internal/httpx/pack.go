package httpx

import (
	"net/http"
	"strings"

	"github.com/klauspost/compress/gzhttp"
)

const (
	// packFrom is the least page, in bytes, that is worth compressing.
	packFrom = 1024
	// packJitter is up to how many bytes a compressed page is longer than need be, by its
	// content: so its length does not tell whether a guess in the request met something in
	// the page (BREACH, 2013).
	packJitter = 64
)

// packed compresses pages for browsers that ask for it. All else goes out as it is: static
// files are compressed already, event streams must not wait for more, and files of an export
// are long and often compressed, too.
func packed(next http.Handler) (http.Handler, error) {
	wrap, err := gzhttp.NewWrapper(gzhttp.MinSize(packFrom), gzhttp.ContentTypes([]string{"text/html"}), gzhttp.EnableZstd(false),
		gzhttp.RandomJitter(packJitter, 0, false))
	if err != nil {
		return nil, err
	}
	pages := wrap(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.Header.Get("Accept"), "text/html") {
			pages.ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(w, r)
	}), nil
}
