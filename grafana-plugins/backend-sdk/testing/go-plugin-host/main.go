// A host of the real go-plugin library, the one that Grafana runs its plugins with, driven by a test: one JSON command a line on stdin,
// one JSON answer a line on stdout. Payloads are protobuf messages in base64, made and read by the test.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"time"

	"github.com/hashicorp/go-hclog"
	plugin "github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"
)

type command struct {
	Do         string   `json:"do"`
	Executable string   `json:"executable"`
	Args       []string `json:"args"`
	Env        []string `json:"env"`
	Method     string   `json:"method"`
	Message    []byte   `json:"message"`
	Packets    int      `json:"packets"`
	Times      int      `json:"times"`
}

type answer struct {
	Error      string   `json:"error,omitempty"`
	Negotiated int      `json:"negotiated,omitempty"`
	Ms         float64  `json:"ms"`
	Exited     bool     `json:"exited"`
	Messages   [][]byte `json:"messages,omitempty"`
}

// Messages pass as they are: this host knows the wire, the test knows the words.
type bytesCodec struct{}

func (bytesCodec) Marshal(v interface{}) ([]byte, error) { return *(v.(*[]byte)), nil }
func (bytesCodec) Unmarshal(data []byte, v interface{}) error {
	*(v.(*[]byte)) = append([]byte{}, data...)
	return nil
}
func (bytesCodec) Name() string   { return "proto" }
func (bytesCodec) String() string { return "proto" }

type connection struct{ plugin.NetRPCUnsupportedPlugin }

func (connection) GRPCServer(*plugin.GRPCBroker, *grpc.Server) error { return nil }
func (connection) GRPCClient(_ context.Context, _ *plugin.GRPCBroker, c *grpc.ClientConn) (interface{}, error) {
	return c, nil
}

type host struct {
	client   *plugin.Client
	protocol plugin.ClientProtocol
	conn     *grpc.ClientConn
}

func (h *host) start(c command) (answer, error) {
	cmd := exec.Command(c.Executable, c.Args...)
	cmd.Env = c.Env
	h.client = plugin.NewClient(&plugin.ClientConfig{
		HandshakeConfig: plugin.HandshakeConfig{
			ProtocolVersion: 2, MagicCookieKey: "grafana_plugin_type", MagicCookieValue: "datasource",
		},
		VersionedPlugins: map[int]plugin.PluginSet{2: {"data": connection{}}},
		Cmd:              cmd,
		AllowedProtocols: []plugin.Protocol{plugin.ProtocolGRPC},
		Logger:           hclog.New(&hclog.LoggerOptions{Level: hclog.Debug, Output: os.Stderr, JSONFormat: true}),
	})
	protocol, err := h.client.Client()
	if err != nil {
		return answer{}, err
	}
	h.protocol = protocol
	dispensed, err := protocol.Dispense("data")
	if err != nil {
		return answer{}, err
	}
	h.conn = dispensed.(*grpc.ClientConn)
	return answer{Negotiated: h.client.NegotiatedVersion()}, nil
}

func (h *host) invoke(c command) (answer, error) {
	var reply []byte
	for i := 0; i < c.Times; i++ {
		if err := h.conn.Invoke(context.Background(), c.Method, &c.Message, &reply, grpc.ForceCodec(bytesCodec{})); err != nil {
			return answer{}, err
		}
	}
	return answer{Messages: [][]byte{reply}}, nil
}

// Reads so many packets and leaves.
func (h *host) stream(c command) (answer, error) {
	ctx, leave := context.WithCancel(context.Background())
	defer leave()
	desc := &grpc.StreamDesc{ServerStreams: true}
	stream, err := h.conn.NewStream(ctx, desc, c.Method, grpc.ForceCodec(bytesCodec{}))
	if err != nil {
		return answer{}, err
	}
	if err := stream.SendMsg(&c.Message); err != nil {
		return answer{}, err
	}
	if err := stream.CloseSend(); err != nil {
		return answer{}, err
	}
	var messages [][]byte
	for len(messages) < c.Packets {
		var packet []byte
		if err := stream.RecvMsg(&packet); err != nil {
			return answer{}, err
		}
		messages = append(messages, packet)
	}
	return answer{Messages: messages}, nil
}

func (h *host) obey(c command) (answer, error) {
	switch c.Do {
	case "start":
		return h.start(c)
	case "ping":
		return answer{}, h.protocol.Ping()
	case "invoke":
		return h.invoke(c)
	case "stream":
		return h.stream(c)
	case "exited":
		return answer{}, nil
	case "kill":
		h.client.Kill()
		return answer{}, nil
	}
	return answer{}, fmt.Errorf("no command %q", c.Do)
}

func main() {
	h := &host{}
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 64*1024*1024)
	out := json.NewEncoder(os.Stdout)
	for lines.Scan() {
		var c command
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		began := time.Now()
		a, err := h.obey(c)
		a.Ms = float64(time.Since(began).Microseconds()) / 1000
		if err != nil {
			a.Error = err.Error()
		}
		if h.client != nil {
			a.Exited = h.client.Exited()
		}
		if err := out.Encode(a); err != nil {
			os.Exit(1)
		}
	}
	// The test has gone: leave nothing running.
	if h.client != nil {
		h.client.Kill()
	}
}
