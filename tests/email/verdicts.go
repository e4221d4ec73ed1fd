// What Go's net/mail says, in the way of verdicts.mjs.
package main

import (
	"bufio"
	"encoding/base64"
	"fmt"
	"net/mail"
	"os"
	"runtime"
	"strings"
)

func main() {
	// A patch release says the same.
	release := strings.SplitN(runtime.Version(), ".", 3)
	fmt.Println("go=" + strings.Join(release[:2], "."))
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		text, err := base64.StdEncoding.DecodeString(lines.Text())
		if err != nil {
			panic(err)
		}
		if _, err := mail.ParseAddress(string(text)); err == nil {
			fmt.Println("net/mail")
		} else {
			fmt.Println()
		}
	}
}
