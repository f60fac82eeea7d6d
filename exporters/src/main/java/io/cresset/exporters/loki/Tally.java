package io.cresset.exporters.loki;

import io.cresset.api.export.Outcome.Rejection;
import io.cresset.api.export.Settlement;
import java.util.ArrayList;
import java.util.List;

/** What is found out about a range of a chunk, until all of the range is answered for. */
final class Tally {
  private final List<Rejection> refused = new ArrayList<>();
  private long nameless;
  private String refusal = "";

  void refuse(long number, String why) {
    refused.add(new Rejection(number, number + 1, why));
  }

  void refuse(List<Rejection> some) {
    refused.addAll(some);
  }

  /** Some are refused, of which it is not known which they are. */
  void refuseSome(long count, String why) {
    if (nameless == 0) {
      refusal = why;
    }
    nameless += count;
  }

  /** Whether some were refused without knowing which. */
  boolean isVague() {
    return nameless > 0;
  }

  /** Why a record is refused by its number; empty if it is not. */
  String reason(long number) {
    for (Rejection rejection : refused) {
      if (rejection.firstNumber() <= number && number < rejection.endNumber()) {
        return rejection.reason();
      }
    }
    return "";
  }

  void settle(Settlement settlement) {
    settlement.refuse(refused);
    if (nameless > 0) {
      settlement.refuseSome(nameless, refusal);
    }
  }

  /** What is certain so far, for a range that is not answered for to its end. */
  List<Rejection> refused() {
    return refused;
  }
}
