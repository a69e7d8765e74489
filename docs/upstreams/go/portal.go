// An upstream that believes nothing but the signed assertion.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"os"

	"github.com/coreos/go-oidc/v3/oidc"
)

type person struct {
	Organization string `json:"org"`
	Username     string `json:"preferred_username"`
}

func main() {
	issuer, organization := setting("GATEHOUSE_URL"), setting("GATEHOUSE_ORGANIZATION")
	keys := oidc.NewRemoteKeySet(context.Background(), issuer+"/.well-known/jwks.json")
	verifier := oidc.NewVerifier(issuer, keys, &oidc.Config{
		ClientID:             setting("GATEHOUSE_ROUTE"),
		SupportedSigningAlgs: []string{oidc.ES256},
	})

	verify := func(r *http.Request) (who person, err error) {
		token, err := verifier.Verify(r.Context(), r.Header.Get("X-Gatehouse-Jwt-Assertion"))
		if err == nil {
			err = token.Claims(&who)
		}
		if err == nil && who.Organization != organization { // leave this out where every organization may come
			err = errors.New("org: " + who.Organization)
		}
		return who, err
	}

	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		who, err := verify(r)
		if err != nil {
			log.Print(err)
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		fmt.Fprintf(w, "Hello, %s", who.Username)
	})
	log.Fatal(http.ListenAndServe(":"+setting("PORT"), nil))
}

func setting(name string) string {
	value := os.Getenv(name)
	if value == "" {
		log.Fatal(name + " is not set")
	}
	return value
}
