using System.Reflection;
using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Grains.Safety;

namespace DonatelloAI.Grains.Tests.Generations;

/// <summary>What a call of a port meets.</summary>
internal enum Fate
{
    /// <summary>Nothing.</summary>
    Pass,

    /// <summary>The process dies before the call has any effect.</summary>
    CutBefore,

    /// <summary>The call has its effect and the process dies before it hears of it.</summary>
    CutAfter,

    /// <summary>The call fails and says that it had no effect.</summary>
    Fail,

    /// <summary>The call has its effect, and its answer is lost.</summary>
    LoseAnswer,

    /// <summary>The call has no effect, and nobody can tell.</summary>
    LoseCall,

    /// <summary>The call hangs until the power is cut.</summary>
    Hang,
}

/// <summary>A call of a port: its number among all of its process, and where it goes.</summary>
internal sealed record PortCall(int Number, Type Port, string Method)
{
    public bool IsOfDatabase => Port == typeof(IGenerationStore) || Port == typeof(IBudgetStore) || Port == typeof(IModelStore);

    public bool IsOfImages => Port == typeof(IImageStore);

    public override string ToString() => $"{Number} {Port.Name}.{Method}";
}

/// <summary>
/// The power of one process. Every call of its ports passes here, is counted, and meets the fate that a test planned; once the
/// power is cut every call throws, as nothing that the process still does has an effect.
/// </summary>
internal sealed class Power(Func<PortCall, Fate>? plan = null)
{
    private readonly TaskCompletionSource _out = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _hanging = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<PortCall> _calls = [];
    private readonly Lock _lock = new();

    /// <summary>What happens in the world while a call is on its way; nothing unless a test says so.</summary>
    public Func<PortCall, Task> Meanwhile { get; init; } = static _ => Task.CompletedTask;

    public bool IsOut => _out.Task.IsCompleted;

    /// <summary>Done when the power is cut.</summary>
    public Task Out => _out.Task;

    /// <summary>Done when a call hangs.</summary>
    public Task Hanging => _hanging.Task;

    public IReadOnlyList<PortCall> Calls
    {
        get
        {
            lock (_lock)
            {
                return [.. _calls];
            }
        }
    }

    public void Cut() => _out.TrySetResult();

    public T Feed<T>(T port)
        where T : class
    {
        var proxy = DispatchProxy.Create<T, Port<T>>();
        ((Port<T>)(object)proxy).Connect(port, this);
        return proxy;
    }

    public async Task<Fate> Meet(Type port, string method)
    {
        var (call, fate) = Note(port, method);
        await Meanwhile(call);
        return fate;
    }

    public void ThrowIfOut()
    {
        if (IsOut)
        {
            throw new PowerCutException();
        }
    }

    public Exception CutNow()
    {
        Cut();
        return new PowerCutException();
    }

    private (PortCall Call, Fate Fate) Note(Type port, string method)
    {
        lock (_lock)
        {
            ThrowIfOut();
            var call = new PortCall(_calls.Count + 1, port, method);
            _calls.Add(call);
            return (call, plan?.Invoke(call) ?? Fate.Pass);
        }
    }

    public async Task<Exception> Hang()
    {
        _hanging.TrySetResult();
        await Out;
        return new PowerCutException();
    }
}

/// <summary>The process is dead.</summary>
internal sealed class PowerCutException() : Exception("The power is cut.");

/// <summary>A port that depends on a process's power.</summary>
public class Port<T> : DispatchProxy
    where T : class
{
    private static readonly MethodInfo Passing = typeof(Port<T>).GetMethod(nameof(Pass), BindingFlags.Instance | BindingFlags.NonPublic)!;

    private T _inner = null!;
    private Power _power = null!;

    internal void Connect(T inner, Power power) => (_inner, _power) = (inner, power);

    /// <summary>Names and prices need no power, nor does listening, on which nothing depends; everything else is asynchronous and has a result.</summary>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => typeof(Task).IsAssignableFrom(targetMethod!.ReturnType.BaseType)
        ? Passing.MakeGenericMethod(targetMethod.ReturnType.GetGenericArguments()).Invoke(this, [targetMethod, args])
        : targetMethod.Invoke(_inner, BindingFlags.DoNotWrapExceptions, null, args, null);

    private async Task<TResult> Pass<TResult>(MethodInfo method, object?[]? args)
    {
        var fate = await _power.Meet(typeof(T), method.Name);
        switch (fate)
        {
            case Fate.CutBefore:
                throw _power.CutNow();
            case Fate.Hang:
                throw await _power.Hang();
            case Fate.Fail or Fate.LoseCall:
                return Failure.Of<TResult>(typeof(T), method.Name, isLost: fate == Fate.LoseCall);
        }

        var result = await (Task<TResult>)method.Invoke(_inner, BindingFlags.DoNotWrapExceptions, null, args, null)!;
        return fate switch
        {
            Fate.CutAfter => throw _power.CutNow(),
            Fate.LoseAnswer => Failure.Of<TResult>(typeof(T), method.Name, isLost: true),
            _ => Heard(result),
        };
    }

    private TResult Heard<TResult>(TResult result)
    {
        _power.ThrowIfOut();
        return result;
    }
}

/// <summary>How each port says that a call failed, or that its outcome is lost.</summary>
internal static class Failure
{
    public static TResult Of<TResult>(Type port, string method, bool isLost)
    {
        object answer = typeof(TResult) switch
        {
            var result when result == typeof(GenerationWrite) =>
                new GenerationWrite(isLost ? GenerationWriteResult.Unknown : GenerationWriteResult.Unavailable, Detail: "planned"),
            var result when result == typeof(CommitOutcome) => new CommitOutcome(isLost ? CommitResult.Unknown : CommitResult.Unavailable, "planned"),
            _ when port == typeof(IImageProvider) => OfVendor(method, isLost),
            _ when port == typeof(IContentChecker) => new CheckFailed("planned"),
            _ when port == typeof(IImageStore) || port == typeof(IPictureTools) => throw new IOException("No space left on device."),
            _ => throw new StorageUnavailableException("The database could not be read.", new TimeoutException()),
        };
        return (TResult)answer;
    }

    private static object OfVendor(string method, bool isLost) => method switch
    {
        nameof(IImageProvider.Cancel) => false,
        nameof(IImageProvider.Start) when !isLost => Refused(ProviderError.Unreachable, BilledState.No),
        _ => Refused(isLost ? ProviderError.OutcomeUnknown : ProviderError.Unreachable, BilledState.Unknown),
    };

    private static ProviderRefused Refused(ProviderError error, BilledState billed) => new() { Error = error, Billed = billed, Message = "planned" };
}
