using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Batches;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Contracts.Generations;

namespace DonatelloAI.Grains.Budgets;

/// <summary>
/// The outbox events of a draft. Payloads carry ids, states and amounts, never a person's text; ids derive from the entry.
/// </summary>
internal sealed class LedgerEvents(List<LedgerEvent> events, LedgerHead head)
{
    /// <summary>Events of one entry are numbered below this, so that ids never meet.</summary>
    private const int MaxEventsPerEntry = 32;

    private readonly ArrayBufferWriter<byte> _buffer = new(256);
    private Utf8JsonWriter? _json;
    private long _lastSequence;
    private int _countOfEntry;

    /// <summary>The request that the following events come from.</summary>
    public string? TraceParent { get; set; }

    public void GenerationAccepted(LedgerEntry entry, Hold hold) =>
        Add(entry, "generation", hold.GenerationId!.Value, 0, "generation.accepted", hold.UserId, json =>
        {
            WriteHold(json, hold);
            json.WriteString("held_aud", hold.Amount.ToString());
        });

    public void BatchAccepted(LedgerEntry entry, Hold hold, BatchDraft batch) =>
        Add(entry, "batch", batch.Id, 0, "batch.accepted", hold.UserId, json =>
        {
            WriteHold(json, hold);
            json.WriteString("held_aud", hold.Amount.ToString());
            json.WriteNumber("item_count", batch.ItemCount);
        });

    public void GenerationEnded(LedgerEntry entry, Hold hold, Guid generationId, GenerationEnd end) =>
        Add(entry, "generation", generationId, end.ExpectedVersion + 1, TypeOf(end.Outcome), end.ActorId ?? hold.UserId, json =>
        {
            WriteHold(json, hold);
            json.WriteString("cost_aud", hold.Charged.ToString());
            if (end.ActorId is { } actor)
            {
                json.WriteString("actor_id", actor);
            }

            if (end.ErrorCode is not null)
            {
                json.WriteString("error_code", end.ErrorCode);
            }
        });

    public void HoldClosed(LedgerEntry entry, Hold hold) =>
        Add(entry, "hold", hold.Id, 1, hold.State == HoldState.Settled ? "hold.settled" : "hold.released", entry.ActorId ?? hold.UserId, json =>
        {
            WriteHold(json, hold);
            json.WriteString("cost_aud", hold.Charged.ToString());
            if (entry.ActorId is { } actor)
            {
                // Why is a sentence, which the entry keeps; events carry none.
                json.WriteString("actor_id", actor);
            }
        });

    public void CostAboveHold(LedgerEntry entry, Hold hold) =>
        Add(entry, "hold", hold.Id, 2, "budget.cost_above_hold", null, json =>
        {
            WriteHold(json, hold);
            json.WriteNumber("price_version", hold.PriceVersion);
            json.WriteString("held_aud", hold.Amount.ToString());
            json.WriteString("provider_cost_aud", hold.ProviderCost.GetValueOrDefault().ToString());
            json.WriteString("cost_aud", hold.Charged.ToString());
        });

    public void Overrun(LedgerEntry entry) => AddSums(entry, entry.Mode == EnforcementMode.Warn ? "budget.overrun_alert" : "budget.overrun");

    public void ThresholdReached(LedgerEntry entry, int percent) =>
        AddSums(entry, "budget.threshold_reached", json => json.WriteNumber("threshold_percent", percent));

    public void RolledOver(LedgerEntry entry) => AddSums(entry, "budget.period_started");

    public void Adjusted(LedgerEntry entry) => AddSums(entry, "budget.adjusted", json => WriteChange(json, entry));

    public void BudgetChanged(LedgerEntry entry, LedgerHead after) => AddSums(entry, "budget.changed", json =>
    {
        WriteChange(json, entry);
        json.WriteString("enforcement_mode", NameOf(after.Mode));
        json.WriteStartArray("thresholds");
        foreach (var percent in after.Thresholds)
        {
            json.WriteNumberValue(percent);
        }

        json.WriteEndArray();
    });

    public void LimitChanged(LedgerEntry entry, SetLimit change) => AddSums(entry, "budget.limit_changed", json =>
    {
        WriteChange(json, entry);
        json.WriteString("subject_id", change.SubjectId);
        json.WriteBoolean("removed", change.Amount is null);
    });

    private static string TypeOf(GenerationOutcome outcome) => outcome switch
    {
        GenerationOutcome.Completed => "generation.completed",
        GenerationOutcome.Failed => "generation.failed",
        _ => "generation.cancelled",
    };

    private static string NameOf(EnforcementMode mode) => mode switch
    {
        EnforcementMode.Hard => "hard",
        EnforcementMode.Soft => "soft",
        _ => "warn",
    };

    private static void WriteHold(Utf8JsonWriter json, Hold hold)
    {
        json.WriteString("hold_id", hold.Id);
        json.WriteString("user_id", hold.UserId);
        if (hold.ApiKeyId is { } key)
        {
            json.WriteString("api_key_id", key);
        }
    }

    private static void WriteChange(Utf8JsonWriter json, LedgerEntry entry)
    {
        json.WriteString("amount_aud", entry.Amount.ToString());
        json.WriteString("actor_id", entry.ActorId.GetValueOrDefault());
    }

    private void AddSums(LedgerEntry entry, string type, Action<Utf8JsonWriter>? write = null) =>
        Add(entry, "department", head.DepartmentId, entry.Sequence, type, entry.ActorId, json =>
        {
            json.WriteString("period_start", entry.PeriodStart.ToString("O", CultureInfo.InvariantCulture));
            json.WriteString("budget_aud", entry.BudgetAfter.ToString());
            json.WriteString("spent_aud", entry.SpentAfter.ToString());
            json.WriteString("held_aud", entry.HeldAfter.ToString());
            write?.Invoke(json);
        });

    private void Add(LedgerEntry entry, string subjectType, Guid subjectId, long version, string type, Guid? userId, Action<Utf8JsonWriter> write)
    {
        _buffer.ResetWrittenCount();
        _json ??= new Utf8JsonWriter(_buffer);
        _json.Reset();
        _json.WriteStartObject();
        _json.WriteString("department_id", head.DepartmentId);
        _json.WriteNumber("entry", entry.Sequence);
        write(_json);
        _json.WriteEndObject();
        _json.Flush();

        var id = DerivedId.LedgerEvent(head.DepartmentId, OrdinalOf(entry), entry.CreatedAt);
        var payload = Encoding.UTF8.GetString(_buffer.WrittenSpan);
        events.Add(new LedgerEvent(id, subjectType, subjectId, version, type, userId, payload, TraceParent, entry.CreatedAt));
    }

    private long OrdinalOf(LedgerEntry entry)
    {
        _countOfEntry = entry.Sequence == _lastSequence ? _countOfEntry + 1 : 0;
        _lastSequence = entry.Sequence;
        return (entry.Sequence * MaxEventsPerEntry) + _countOfEntry;
    }
}
