using InferenceOperator.Kubernetes;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;

namespace InferenceOperator.Tests.Kubernetes;

public sealed class ResourceStoreTests
{
    private static readonly HashSet<ObjectKey> None = [];
    private readonly ResourceStore<V1Pod> _store = new(NullLogger<ResourceStore<V1Pod>>.Instance);
    private readonly List<string> _changes = [];

    public ResourceStoreTests() =>
        _store.Subscribe((old, now) => _changes.Add($"{old?.Metadata.ResourceVersion ?? "-"}>{now?.Metadata.ResourceVersion ?? "-"}"));

    [Fact]
    public void Has_synced_after_the_first_list_even_an_empty_one()
    {
        _store.HasSynced.Should().BeFalse();
        _store.Replace([], None);
        _store.HasSynced.Should().BeTrue();
    }

    [Fact]
    public void Finds_objects_by_key_namespace_and_owner()
    {
        var pod = Pod("a", "u1", 1, owner: "job-1");
        _store.Put(pod);
        _store.Put(Pod("b", "u2", 2));
        _store.Get(new ObjectKey("ns", "a")).Should().BeSameAs(pod);
        _store.ListNamespace("ns").Should().HaveCount(2);
        _store.ListNamespace("other").Should().BeEmpty();
        _store.OwnedBy("job-1").Should().ContainSingle().Which.Should().BeSameAs(pod);
        _store.Remove(pod);
        _store.OwnedBy("job-1").Should().BeEmpty();
        _store.ListNamespace("ns").Should().ContainSingle();
    }

    [Fact]
    public void Hands_out_snapshots_that_later_changes_do_not_touch()
    {
        _store.Put(Pod("a", "u1", 1));
        var before = _store.List();
        _store.Put(Pod("b", "u2", 2));
        before.Should().ContainSingle();
    }

    [Fact]
    public void Tells_the_difference_of_a_list_to_what_it_held()
    {
        _store.Put(Pod("kept", "u1", 1));
        _store.Put(Pod("changed", "u2", 2));
        _store.Put(Pod("gone", "u3", 3));
        _changes.Clear();
        _store.Replace([Pod("kept", "u1", 1), Pod("changed", "u2", 5), Pod("new", "u4", 4)], None);
        _changes.Should().BeEquivalentTo("3>-", "2>5", "->4");
    }

    [Fact]
    public void Keeps_an_object_that_a_list_holds_but_that_could_not_be_read()
    {
        _store.Put(Pod("a", "u1", 1));
        _store.Replace([], new HashSet<ObjectKey> { new("ns", "a") });
        _store.List().Should().ContainSingle();
    }

    [Fact]
    public void Tells_of_a_deletion_and_an_addition_when_an_object_was_made_anew_under_the_same_name()
    {
        _store.Put(Pod("a", "u1", 1));
        _changes.Clear();
        _store.Replace([Pod("a", "u2", 9)], None);
        _changes.Should().Equal("1>-", "->9");
    }

    [Fact]
    public void Takes_in_its_own_writes_and_then_ignores_older_events_of_the_watch()
    {
        _store.Put(Pod("a", "u1", 1));
        _store.Written(Pod("a", "u1", 7));
        _store.Put(Pod("a", "u1", 5));
        _store.Get(new ObjectKey("ns", "a"))!.Metadata.ResourceVersion.Should().Be("7");
    }

    [Fact]
    public void Takes_in_older_versions_of_a_server_that_went_back_in_time()
    {
        _store.Put(Pod("a", "u1", 7));
        _store.Replace([Pod("a", "u1", 5)], None);
        _store.Get(new ObjectKey("ns", "a"))!.Metadata.ResourceVersion.Should().Be("7", "the answer to a write may be ahead of a list");

        _store.Replace([Pod("a", "u1", 5)], None, rewound: true);

        _store.Get(new ObjectKey("ns", "a"))!.Metadata.ResourceVersion.Should().Be("5");
    }

    [Fact]
    public void Does_not_bring_back_a_deleted_object_by_the_late_answer_to_a_write()
    {
        var pod = Pod("a", "u1", 1);
        _store.Put(pod);
        _store.Remove(pod);
        _store.Written(Pod("a", "u1", 7));
        _store.List().Should().BeEmpty();
    }

    [Fact]
    public void Ignores_the_deletion_of_an_earlier_object_of_the_same_name()
    {
        _store.Put(Pod("a", "u2", 9));
        _store.Remove(Pod("a", "u1", 8));
        _store.List().Should().ContainSingle();
    }

    [Fact]
    public void Goes_on_when_a_subscriber_throws()
    {
        using var broken = _store.Subscribe((_, _) => throw new InvalidOperationException("broken"));
        _store.Put(Pod("a", "u1", 1));
        _changes.Should().Equal("->1");
        _store.List().Should().ContainSingle();
    }

    private static V1Pod Pod(string name, string uid, int version, string? owner = null) => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = name,
            NamespaceProperty = "ns",
            Uid = uid,
            ResourceVersion = $"{version}",
            OwnerReferences = owner is null ? null : [new V1OwnerReference { Uid = owner, Controller = true, Name = "job", Kind = "Job", ApiVersion = "batch/v1" }],
        },
    };
}
