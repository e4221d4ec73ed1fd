// Command usersapi serves the users API with nothing but the standard library.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	port := flag.Int("port", 0, "port to listen on; 0 takes a free one")
	key := flag.String("key", "", "the only API key that is accepted; empty accepts any")
	users := flag.Int("users", 120, "how many users there are at the start")
	defect := flag.String("defect", "", "a defect to switch on, see -list-defects")
	list := flag.Bool("list-defects", false, "print the defects and exit")
	flag.Parse()

	if *list {
		if err := json.NewEncoder(os.Stdout).Encode(defects); err != nil {
			log.Fatal(err)
		}
		return
	}
	if err := enable(*defect); err != nil {
		log.Fatal(err)
	}

	listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", *port))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("listening on http://%s\n", listener.Addr())

	server := &http.Server{Handler: newAPI(seededStore(*users), *key)}
	go func() {
		stop := make(chan os.Signal, 1)
		signal.Notify(stop, syscall.SIGTERM, os.Interrupt)
		<-stop
		server.Close()
	}()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		log.Fatal(err)
	}
}
