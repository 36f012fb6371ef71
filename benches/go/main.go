// gophercloud as a contender of ../sections.py.
//
//	gobench get|users|pages BASE THREADS N | auth|headers BASE 1 N | body FILE 1 N | token BASE | start
//
// It prints "OPERATIONS WALL CPU BYTES" as ../c/work.h does.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"sync"
	"syscall"
	"time"

	"github.com/gophercloud/gophercloud/v2"
	"github.com/gophercloud/gophercloud/v2/openstack"
	"github.com/gophercloud/gophercloud/v2/openstack/identity/v3/tokens"
	"github.com/gophercloud/gophercloud/v2/openstack/identity/v3/users"
	"github.com/gophercloud/gophercloud/v2/pagination"
)

var ctx = context.Background()

func must[T any](value T, err error) T {
	if err != nil {
		fmt.Fprintln(os.Stderr, "gobench:", err)
		os.Exit(1)
	}
	return value
}

func cpu() time.Duration {
	var used syscall.Rusage
	must(0, syscall.Getrusage(syscall.RUSAGE_SELF, &used))
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// As many kept connections as threads: Go's own default keeps two.
func httpClient() http.Client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = 64
	return http.Client{Transport: transport}
}

// With the version in the URL, gophercloud discovers nothing.
func logIn(base string, client http.Client) *gophercloud.ProviderClient {
	options := gophercloud.AuthOptions{
		IdentityEndpoint: base + "/v3", Username: "admin", Password: "secret", DomainID: "default", AllowReauth: true,
		Scope: &gophercloud.AuthScope{ProjectName: "admin", DomainID: "default"},
	}
	provider := must(openstack.NewClient(options.IdentityEndpoint))
	provider.HTTPClient = client
	must(0, openstack.Authenticate(ctx, provider, options))
	return provider
}

func get(identity *gophercloud.ServiceClient) int {
	answer := must(identity.Get(ctx, identity.ServiceURL("users"), nil, &gophercloud.RequestOpts{KeepResponseBody: true}))
	defer answer.Body.Close()
	return len(must(io.ReadAll(answer.Body)))
}

func list(identity *gophercloud.ServiceClient) int {
	return len(must(users.ExtractUsers(must(users.List(identity, users.ListOpts{}).AllPages(ctx)))))
}

func pages(identity *gophercloud.ServiceClient) (count int) {
	must(0, users.List(identity, users.ListOpts{}).EachPage(ctx, func(_ context.Context, page pagination.Page) (bool, error) {
		count += len(must(users.ExtractUsers(page)))
		return true, nil
	}))
	return
}

// As gophercloud reads the answer to a login, and its first URL.
func body(text []byte) int {
	var answer tokens.CreateResult
	must(0, json.NewDecoder(bytes.NewReader(text)).Decode(&answer.Body))
	answer.Header = http.Header{"X-Subject-Token": {"gAAAAAB"}}
	must(answer.ExtractToken())
	catalog := must(answer.ExtractServiceCatalog())
	wanted := gophercloud.EndpointOpts{Type: "identity", Region: "RegionOne", Availability: "public"}
	wanted.ApplyDefaults("identity")
	return len(must(openstack.V3EndpointURL(catalog, wanted)))
}

func run(threads, each int, operate func() int) {
	var ready, done sync.WaitGroup
	start := make(chan struct{})
	size := 0
	ready.Add(threads)
	done.Add(threads)
	for thread := range threads {
		go func() {
			for range each/20 + 1 {
				operate()
			}
			ready.Done()
			<-start
			last := 0
			for range each {
				last = operate()
			}
			if thread == 0 {
				size = last
			}
			done.Done()
		}()
	}
	ready.Wait()
	wall, used := time.Now(), cpu()
	close(start)
	done.Wait()
	fmt.Printf("%d %.9f %.9f %d\n", each*threads, time.Since(wall).Seconds(), (cpu() - used).Seconds(), size)
}

// What one operation of the mode is; nil for a mode that it does not have.
func operation(mode, base string) func() int {
	client := httpClient()
	switch mode {
	case "auth":
		return func() int { return len(logIn(base, client).Token()) }
	case "headers":
		provider := logIn(base, client)
		return func() int { return len(provider.AuthenticatedHeaders()["X-Auth-Token"]) }
	case "body":
		text := must(os.ReadFile(base))
		return func() int { return body(text) }
	}
	work, known := map[string]func(*gophercloud.ServiceClient) int{"get": get, "users": list, "pages": pages}[mode]
	if !known {
		return nil
	}
	identity := must(openstack.NewIdentityV3(logIn(base, client), gophercloud.EndpointOpts{Region: "RegionOne"}))
	return func() int { return work(identity) }
}

func main() {
	arguments := os.Args[1:]
	if len(arguments) == 1 && arguments[0] == "start" {
		return
	}
	if len(arguments) == 2 && arguments[0] == "token" {
		fmt.Println(len(logIn(arguments[1], httpClient()).Token()))
		return
	}
	if len(arguments) != 4 {
		os.Exit(3)
	}
	threads := must(strconv.Atoi(arguments[2]))
	operate := operation(arguments[0], arguments[1])
	if operate == nil || threads < 1 {
		os.Exit(3)
	}
	run(threads, must(strconv.Atoi(arguments[3]))/threads, operate)
}
