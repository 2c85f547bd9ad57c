// crdserver serves CustomResourceDefinitions and their objects, and nothing else, on etcd. It is the part of an API server
// that upstream runs behind kube-apiserver, given what kube-apiserver does for it otherwise: discovery of the groups
// that the definitions make, and OpenAPI of its own types.
package main

import (
	"context"
	"os"
	"sort"

	"github.com/spf13/cobra"
	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apiextensions-apiserver/pkg/apiserver"
	listers "k8s.io/apiextensions-apiserver/pkg/client/listers/apiextensions/v1"
	"k8s.io/apiextensions-apiserver/pkg/cmd/server/options"
	generated "k8s.io/apiextensions-apiserver/pkg/generated/openapi"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/sets"
	"k8s.io/apimachinery/pkg/version"
	"k8s.io/apiserver/pkg/endpoints/discovery"
	namer "k8s.io/apiserver/pkg/endpoints/openapi"
	"k8s.io/apiserver/pkg/server"
	"k8s.io/apiserver/pkg/util/openapi"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/tools/cache"
	"k8s.io/component-base/cli"
)

// groupOf describes a group as its definitions make it: all served versions, the most stable one preferred.
func groupOf(name string, definitions []*apiextensions.CustomResourceDefinition) meta.APIGroup {
	served := sets.New[string]()
	for _, definition := range definitions {
		if definition.Spec.Group != name {
			continue
		}
		for _, v := range definition.Spec.Versions {
			if v.Served {
				served.Insert(v.Name)
			}
		}
	}
	names := served.UnsortedList()
	sort.Slice(names, func(i, j int) bool { return version.CompareKubeAwareVersionStrings(names[i], names[j]) > 0 })
	group := meta.APIGroup{Name: name}
	for _, v := range names {
		group.Versions = append(group.Versions, meta.GroupVersionForDiscovery{GroupVersion: name + "/" + v, Version: v})
	}
	if len(group.Versions) > 0 {
		group.PreferredVersion = group.Versions[0]
	}
	return group
}

// publisher keeps the list of groups at /apis in step with the definitions.
type publisher struct {
	definitions listers.CustomResourceDefinitionLister
	groups      discovery.GroupManager
}

func (p publisher) publish(changed any) {
	if gone, ok := changed.(cache.DeletedFinalStateUnknown); ok {
		changed = gone.Obj
	}
	definition, ok := changed.(*apiextensions.CustomResourceDefinition)
	if !ok {
		return
	}
	all, err := p.definitions.List(labels.Everything())
	if err != nil {
		return
	}
	if group := groupOf(definition.Spec.Group, all); len(group.Versions) > 0 {
		p.groups.AddGroup(group)
	} else {
		p.groups.RemoveGroup(group.Name)
	}
}

func serve(ctx context.Context, o *options.CustomResourceDefinitionsServerOptions, alone bool) error {
	if err := o.Complete(); err != nil {
		return err
	}
	if err := o.Validate(); err != nil {
		return err
	}
	config, err := o.Config()
	if err != nil {
		return err
	}
	if alone {
		// There is no server to read namespaces, Services and secrets from.
		config.GenericConfig.SharedInformerFactory = nil
	}
	definitions := openapi.GetOpenAPIDefinitionsWithoutDisabledFeatures(generated.GetOpenAPIDefinitions)
	config.GenericConfig.OpenAPIConfig = server.DefaultOpenAPIConfig(definitions, namer.NewDefinitionNamer(apiserver.Scheme, scheme.Scheme))
	completed := config.Complete()
	completed.GenericConfig.EnableDiscovery = true
	s, err := completed.New(server.NewEmptyDelegate())
	if err != nil {
		return err
	}
	informer := s.Informers.Apiextensions().V1().CustomResourceDefinitions()
	p := publisher{definitions: informer.Lister(), groups: s.GenericAPIServer.DiscoveryGroupManager}
	if _, err := informer.Informer().AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc:    p.publish,
		UpdateFunc: func(_, now any) { p.publish(now) },
		DeleteFunc: p.publish,
	}); err != nil {
		return err
	}
	return s.GenericAPIServer.PrepareRun().RunWithContext(ctx)
}

func main() {
	o := options.NewCustomResourceDefinitionsServerOptions(os.Stdout, os.Stderr)
	alone := false
	command := &cobra.Command{
		Use:               "crdserver",
		Args:              cobra.NoArgs,
		SilenceUsage:      true,
		PersistentPreRunE: func(*cobra.Command, []string) error { return o.ServerRunOptions.ComponentGlobalsRegistry.Set() },
		RunE:              func(c *cobra.Command, _ []string) error { return serve(c.Context(), o, alone) },
	}
	command.SetContext(server.SetupSignalContext())
	o.AddFlags(command.Flags())
	command.Flags().BoolVar(&alone, "alone", false, "without a core API server: no namespaces, no webhooks by Service")
	os.Exit(cli.Run(command))
}
