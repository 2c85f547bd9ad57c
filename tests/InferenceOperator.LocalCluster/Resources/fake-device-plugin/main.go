// fake-device-plugin RESOURCE COUNT [RESOURCE COUNT ...] advertises devices that do not exist to the kubelet of this machine.
// A container that gets some finds their numbers in NVIDIA_VISIBLE_DEVICES, as with NVIDIA's plugin.
package main

import (
	"context"
	"fmt"
	"log"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"google.golang.org/grpc"
	v1beta1 "k8s.io/kubelet/pkg/apis/deviceplugin/v1beta1"
)

const checkEvery = 500 * time.Millisecond

// plugin serves the devices of one resource.
type plugin struct {
	resource string
	devices  []*v1beta1.Device
	stop     chan struct{}
}

func (p *plugin) GetDevicePluginOptions(context.Context, *v1beta1.Empty) (*v1beta1.DevicePluginOptions, error) {
	return &v1beta1.DevicePluginOptions{}, nil
}

// ListAndWatch tells all devices once: none ever falls ill. The stream stays open, else the kubelet takes them for lost.
func (p *plugin) ListAndWatch(_ *v1beta1.Empty, stream v1beta1.DevicePlugin_ListAndWatchServer) error {
	if err := stream.Send(&v1beta1.ListAndWatchResponse{Devices: p.devices}); err != nil {
		return err
	}
	select {
	case <-p.stop:
	case <-stream.Context().Done():
	}
	return nil
}

func (p *plugin) Allocate(_ context.Context, request *v1beta1.AllocateRequest) (*v1beta1.AllocateResponse, error) {
	response := &v1beta1.AllocateResponse{}
	for _, container := range request.ContainerRequests {
		response.ContainerResponses = append(response.ContainerResponses, &v1beta1.ContainerAllocateResponse{
			Envs: map[string]string{"NVIDIA_VISIBLE_DEVICES": strings.Join(container.DevicesIDs, ",")},
		})
	}
	return response, nil
}

func (p *plugin) GetPreferredAllocation(context.Context, *v1beta1.PreferredAllocationRequest) (*v1beta1.PreferredAllocationResponse, error) {
	return &v1beta1.PreferredAllocationResponse{}, nil
}

func (p *plugin) PreStartContainer(context.Context, *v1beta1.PreStartContainerRequest) (*v1beta1.PreStartContainerResponse, error) {
	return &v1beta1.PreStartContainerResponse{}, nil
}

// serve registers with the kubelet and returns when the registration has become void: a restarted kubelet
// makes a new socket and empties the folder, ours included.
func (p *plugin) serve() error {
	kubelet, err := os.Stat(v1beta1.KubeletSocket)
	if err != nil {
		return fmt.Errorf("no kubelet yet: %w", err)
	}
	socket := filepath.Join(v1beta1.DevicePluginPath, "fake-"+strings.NewReplacer("/", "-", ".", "-").Replace(p.resource)+".sock")
	_ = os.Remove(socket)
	listener, err := net.Listen("unix", socket)
	if err != nil {
		return err
	}
	p.stop = make(chan struct{})
	server := grpc.NewServer()
	v1beta1.RegisterDevicePluginServer(server, p)
	go func() { _ = server.Serve(listener) }()
	defer server.Stop()
	defer close(p.stop)
	if err := register(p.resource, filepath.Base(socket)); err != nil {
		return err
	}
	log.Printf("%s: %d devices registered", p.resource, len(p.devices))
	for {
		time.Sleep(checkEvery)
		now, err := os.Stat(v1beta1.KubeletSocket)
		if err != nil || !os.SameFile(kubelet, now) {
			return fmt.Errorf("the kubelet restarts")
		}
		if _, err := os.Stat(socket); err != nil {
			return fmt.Errorf("the kubelet removed our socket")
		}
	}
}

func register(resource, endpoint string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	dial := func(ctx context.Context, address string) (net.Conn, error) { return (&net.Dialer{}).DialContext(ctx, "unix", address) }
	connection, err := grpc.DialContext(ctx, v1beta1.KubeletSocket, grpc.WithInsecure(), grpc.WithBlock(), grpc.WithContextDialer(dial))
	if err != nil {
		return err
	}
	defer connection.Close()
	_, err = v1beta1.NewRegistrationClient(connection).Register(ctx, &v1beta1.RegisterRequest{
		Version: v1beta1.Version, Endpoint: endpoint, ResourceName: resource, Options: &v1beta1.DevicePluginOptions{},
	})
	return err
}

func parse(arguments []string) ([]*plugin, error) {
	if len(arguments) == 0 || len(arguments)%2 != 0 {
		return nil, fmt.Errorf("usage: fake-device-plugin RESOURCE COUNT [RESOURCE COUNT ...]")
	}
	var plugins []*plugin
	for i := 0; i < len(arguments); i += 2 {
		count, err := strconv.Atoi(arguments[i+1])
		if err != nil || count < 0 {
			return nil, fmt.Errorf("%q is no count of %s", arguments[i+1], arguments[i])
		}
		p := &plugin{resource: arguments[i]}
		for n := 0; n < count; n++ {
			p.devices = append(p.devices, &v1beta1.Device{ID: strconv.Itoa(n), Health: v1beta1.Healthy})
		}
		plugins = append(plugins, p)
	}
	return plugins, nil
}

func main() {
	plugins, err := parse(os.Args[1:])
	if err != nil {
		log.Fatal(err)
	}
	for _, p := range plugins {
		go func(p *plugin) {
			for {
				log.Printf("%s: %v", p.resource, p.serve())
				time.Sleep(checkEvery)
			}
		}(p)
	}
	select {}
}
