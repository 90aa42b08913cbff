package io.sluice.systemtests.cluster;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/// All requests of clients to a cluster and their answers, with times, and the conditions that they
/// must fulfil.
///
/// - **Registers** are linearizable: there is an order of all writes and reads in which each
///   operation is between its start and its end and each read shows the last write. Each attempt to
///   write writes a unique value. One without an acknowledgement may take effect at any time after
///   its start, or never. The check is that of Gibbons and Korach ("Testing Shared Memories", 1997)
///   for registers where each value is written once.
/// - **Sums** show at least the amount that was acknowledged before the read began, at most the
///   amount that was sent before it ended, and never less than a read that ended before this one
///   began.
final class ClusterHistory {
  /// The end of an operation that was not acknowledged.
  static final long NEVER = Long.MAX_VALUE;

  /// The value of a register before the first write.
  static final long UNSET = 0;

  private record Write(String register, long value, long start, long end) {}

  private record Read(String name, long value, long start, long end) {}

  private record Add(String sum, long value, long start, long end) {}

  /// The time from the first end of an operation on a value to the last start of one.
  private record Zone(long firstEnd, long lastStart) {
    boolean isForward() {
      return firstEnd < lastStart;
    }
  }

  private final List<Write> writes = new ArrayList<>();
  private final List<Read> reads = new ArrayList<>();
  private final List<Read> sumReads = new ArrayList<>();
  private final List<Add> adds = new ArrayList<>();

  /// @param end [#NEVER] if it was not acknowledged
  synchronized void wrote(String register, long value, long start, long end) {
    writes.add(new Write(register, value, start, end));
  }

  synchronized void read(String register, long value, long start, long end) {
    reads.add(new Read(register, value, start, end));
  }

  /// @param start of the first attempt
  synchronized void added(String sum, long value, long start, long end) {
    adds.add(new Add(sum, value, start, end));
  }

  synchronized void readSum(String sum, long value, long start, long end) {
    sumReads.add(new Read(sum, value, start, end));
  }

  /// The total of all additions to a sum.
  synchronized long total(String sum) {
    return adds.stream().filter(add -> add.sum().equals(sum)).mapToLong(Add::value).sum();
  }

  /// The number of recorded operations.
  synchronized int size() {
    return writes.size() + reads.size() + sumReads.size() + adds.size();
  }

  /// The violated conditions; empty if there are none.
  synchronized List<String> violations() {
    List<String> found = new ArrayList<>();
    Set<String> registers = new HashSet<>();
    writes.forEach(write -> registers.add(write.register()));
    reads.forEach(read -> registers.add(read.name()));
    registers.stream().sorted().forEach(register -> checkRegister(register, found));
    Set<String> sums = new HashSet<>();
    adds.forEach(add -> sums.add(add.sum()));
    sumReads.forEach(read -> sums.add(read.name()));
    sums.stream().sorted().forEach(sum -> checkSum(sum, found));
    return found;
  }

  private void checkRegister(String register, List<String> found) {
    Map<Long, Write> valueToWrite = new HashMap<>();
    valueToWrite.put(UNSET, new Write(register, UNSET, Long.MIN_VALUE, Long.MIN_VALUE));
    for (Write write : writes) {
      if (write.register().equals(register) && valueToWrite.put(write.value(), write) != null) {
        throw new IllegalStateException("written twice: " + write);
      }
    }
    Map<Long, List<Read>> valueToReads = new HashMap<>();
    for (Read read : reads) {
      if (read.name().equals(register)) {
        valueToReads.computeIfAbsent(read.value(), _ -> new ArrayList<>()).add(read);
      }
    }
    List<Zone> zones = new ArrayList<>();
    valueToReads.forEach(
        (value, all) -> {
          Write write = valueToWrite.get(value);
          if (write == null) {
            found.add("shows what was never written: " + all.getFirst());
          } else {
            all.stream()
                .filter(read -> read.end() < write.start())
                .forEach(read -> found.add("ended before its write began: " + read));
          }
        });
    for (Write write : valueToWrite.values()) {
      List<Read> all = valueToReads.getOrDefault(write.value(), List.of());
      if (write.end() != NEVER || !all.isEmpty()) {
        zones.add(zone(write, all));
      }
    }
    checkZones(register, zones, found);
  }

  private static Zone zone(Write write, List<Read> reads) {
    long firstEnd = write.end();
    long lastStart = write.start();
    for (Read read : reads) {
      firstEnd = Math.min(firstEnd, read.end());
      lastStart = Math.max(lastStart, read.start());
    }
    return new Zone(firstEnd, lastStart);
  }

  /// Operations on another value can neither be entirely within a forward zone nor span one.
  private static void checkZones(String register, List<Zone> zones, List<String> found) {
    List<Zone> forward =
        zones.stream()
            .filter(Zone::isForward)
            .sorted(Comparator.comparingLong(Zone::firstEnd))
            .toList();
    for (int i = 1; i < forward.size(); i++) {
      if (forward.get(i).firstEnd() < forward.get(i - 1).lastStart()) {
        found.add(
            "%s shows two values in turn: %s %s"
                .formatted(register, forward.get(i - 1), forward.get(i)));
      }
    }
    for (Zone zone : zones) {
      if (!zone.isForward()) {
        forward.stream()
            .filter(one -> one.firstEnd() < zone.lastStart() && zone.firstEnd() < one.lastStart())
            .forEach(
                one -> found.add("%s shows an old value: %s %s".formatted(register, one, zone)));
      }
    }
  }

  private void checkSum(String sum, List<String> found) {
    List<Add> mine = adds.stream().filter(add -> add.sum().equals(sum)).toList();
    List<Read> shown = sumReads.stream().filter(read -> read.name().equals(sum)).toList();
    NavigableMap<Long, Long> acknowledged = running(mine, Add::end);
    NavigableMap<Long, Long> sent = running(mine, Add::start);
    for (Read read : shown) {
      long least = before(acknowledged, read.start());
      long most = before(sent, read.end());
      if (read.value() < least || read.value() > most) {
        found.add("%s is not between %d and %d".formatted(read, least, most));
      }
    }
    checkRising(shown, found);
  }

  /// The sum of the additions up to a time, by the times at which it increases.
  private static NavigableMap<Long, Long> running(List<Add> adds, ToLongFunction<Add> time) {
    NavigableMap<Long, Long> byTime = new TreeMap<>();
    adds.forEach(add -> byTime.merge(time.applyAsLong(add), add.value(), Long::sum));
    long sum = 0;
    for (Map.Entry<Long, Long> entry : byTime.entrySet()) {
      sum += entry.getValue();
      entry.setValue(sum);
    }
    return byTime;
  }

  private static long before(NavigableMap<Long, Long> sums, long time) {
    Map.Entry<Long, Long> last = sums.lowerEntry(time);
    return last == null ? 0 : last.getValue();
  }

  private static void checkRising(List<Read> reads, List<String> found) {
    List<Read> byStart = new ArrayList<>(reads);
    byStart.sort(Comparator.comparingLong(Read::start));
    List<Read> byEnd = new ArrayList<>(reads);
    byEnd.sort(Comparator.comparingLong(Read::end));
    long highest = 0;
    int ended = 0;
    for (Read read : byStart) {
      while (ended < byEnd.size() && byEnd.get(ended).end() < read.start()) {
        highest = Math.max(highest, byEnd.get(ended).value());
        ended++;
      }
      if (read.value() < highest) {
        found.add("%s went back from %d".formatted(read, highest));
      }
    }
  }
}
