namespace DonatelloAI.Api.Admission;

/// <summary>Why a request was not served although nothing is wrong with it.</summary>
internal enum AdmissionRefusal
{
    /// <summary>More arrive in a second than the front end takes.</summary>
    Rate,

    /// <summary>All places are taken, and so is the queue.</summary>
    QueueLength,

    /// <summary>It waited for a place as long as it may.</summary>
    QueueTime,

    /// <summary>Its client has as many in progress as one may.</summary>
    Client,

    /// <summary>Its key, its person or its organisation has sent as many in a minute as one may.</summary>
    Limit,

    /// <summary>Too many wrong credentials came from its address.</summary>
    FailedAttempts,

    /// <summary>A silo, or a grain on it, has more to do than it takes.</summary>
    Silo,
}
