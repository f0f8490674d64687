namespace Rondo;

/// <summary>A snapshot of a <see cref="ParkingLot"/>.</summary>
/// <param name="Parked">Tasks that wait.</param>
public sealed record ParkingLotStatistics(int Parked);
