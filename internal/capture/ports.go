package capture

import (
	"slices"
	"strconv"

	"microconsent/internal/consent"
)

// badPorts is the list of the Fetch standard (https://fetch.spec.whatwg.org/#port-blocking):
// services that a request line could be smuggled into. Browsers open none of them, so no
// web site is lost.
var badPorts = []uint16{
	0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95,
	101, 102, 103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161,
	179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563,
	587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060,
	5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
}

// checkPort returns the port in normal form: no leading zeros, "" for the scheme's own.
func checkPort(scheme, port string) (string, error) {
	if port == "" {
		return "", nil
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		return "", consent.InvalidField("source", "The URL has an impossible port.")
	}
	if slices.Contains(badPorts, uint16(n)) {
		return "", consent.InvalidField("source", "Port %d is not used by web sites and is not fetched.", n)
	}
	if scheme == "http" && n == 80 || scheme == "https" && n == 443 {
		return "", nil
	}
	return strconv.FormatUint(n, 10), nil
}
