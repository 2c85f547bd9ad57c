using InferenceOperator.Api;
using InferenceOperator.Controllers.Children;
using InferenceOperator.Controllers.ModelDeployments;
using InferenceOperator.Controllers.ModelDeployments.SecondOwners;
using InferenceOperator.Kubernetes;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Time.Testing;

namespace InferenceOperator.Tests.ModelDeployments;

public sealed class ReplicaGuardTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly RecordedEvents _events = new();
    private readonly ReplicaGuard _guard;

    public ReplicaGuardTests() => _guard = new ReplicaGuard(_events, _time);

    [Fact]
    public void A_hand_edit_is_put_back_at_once_with_one_event()
    {
        var (held, pass) = Look(replicas: 4);

        held.Should().BeFalse();
        pass.SecondOwner.Should().BeNull();
        _events.Messages.Should().ContainSingle().Which.Should().Contain("field manager \"kubectl\" set spec.replicas of Deployment ocr to 4").And.Contain("puts 2 back");
    }

    [Fact]
    public void Whoever_takes_it_three_times_within_a_minute_is_named_and_left_alone_for_a_while()
    {
        Look(4);
        Look(4);

        var (held, pass) = Look(4);

        held.Should().BeTrue();
        pass.SecondOwner!.OfDeployment.Should().BeTrue();
        pass.SecondOwner.Message.Should().Contain("field manager \"kubectl\" sets spec.replicas of Deployment ocr to 4 again and again").And.Contain("wants 2");
        pass.LookAgain.Should().Be(TimeSpan.FromSeconds(30));
        _events.Messages.Should().ContainSingle("the condition has an Event of its own");
    }

    [Fact]
    public void A_new_number_of_ours_is_written_also_amid_a_contest()
    {
        for (var i = 0; i < 3; i++)
            Look(4);

        Look(replicas: 4, wrote: 2, wants: 3).Held.Should().BeFalse();
    }

    [Fact]
    public void It_is_over_when_our_number_stood_for_a_minute()
    {
        for (var i = 0; i < 3; i++)
            Look(4);
        _time.Advance(TimeSpan.FromSeconds(30));
        Look(4).Held.Should().BeFalse("it is put back now and then");

        var shown = Given.Model();
        shown.Status = new ModelDeploymentStatus { Conditions = [new V1Condition { Type = ConditionTypes.ScalingActive, Reason = ConditionReasons.SecondOwner, Message = "as before" }] };
        Look(2, model: shown).Pass.SecondOwner!.Message.Should().Be("as before");

        _time.Advance(TimeSpan.FromMinutes(1));
        Look(2, model: shown).Pass.SecondOwner.Should().BeNull();
    }

    [Fact]
    public void When_the_autoscaler_goes_its_last_number_is_put_back_at_once()
    {
        var autoscaler = new SecondOwner(true, "HorizontalPodAutoscaler vision/x");
        for (var i = 0; i < 5; i++)
            Look(4, declared: autoscaler);
        Look(4, declared: autoscaler).Should().Match<(bool Held, ReconcilePass Pass)>(look => look.Held && look.Pass.SecondOwner == autoscaler);

        Look(4).Should().Match<(bool Held, ReconcilePass Pass)>(look => !look.Held && look.Pass.SecondOwner == null);
    }

    [Fact]
    public void What_the_operator_itself_lowered_is_told_of_nobody() =>
        Look(0, manager: Labels.Manager).Should().Match<(bool Held, ReconcilePass Pass)>(look => !look.Held && _events.Messages.Count == 0);

    private (bool Held, ReconcilePass Pass) Look(int replicas, int wrote = 2, int wants = 2, string manager = "kubectl", Api.ModelDeployment? model = null, SecondOwner? declared = null)
    {
        var live = Deployment(wrote);
        live.Spec.Replicas = replicas;
        live.Metadata.ManagedFields = [new V1ManagedFieldsEntry { Manager = manager }];
        var pass = new ReconcilePass(model ?? Given.Model()) { Deployment = live, SecondOwner = declared };
        return (_guard.HoldsBack(pass, Deployment(wants)), pass);
    }

    private static V1Deployment Deployment(int replicas) => ChildState.Mark(new V1Deployment
    {
        Metadata = new V1ObjectMeta { Name = "ocr", NamespaceProperty = "vision" },
        Spec = new V1DeploymentSpec { Replicas = replicas },
    });

    private sealed class RecordedEvents : IEventRecorder
    {
        public List<string> Messages { get; } = [];

        public void Record(IKubernetesObject<V1ObjectMeta> about, EventSeverity severity, string reason, string message) => Messages.Add(message);
    }
}
