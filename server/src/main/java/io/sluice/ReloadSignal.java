package io.sluice;

import io.sluice.rules.RulesFile;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads the configuration file again when SIGHUP comes.
// The JDK has no way to hear of a signal without being ended by it but sun.misc.Signal, which is
// part of every JDK (jdk.unsupported) and stays until there is another (JEP 260). It is called by
// handles because the compiler's warning about it can be switched off for nothing smaller than all
// code.
final class ReloadSignal {
  private static final Logger log = LoggerFactory.getLogger(ReloadSignal.class);

  private ReloadSignal() {}

  /// Listens from now on. Until then SIGHUP ends the process.
  static void listen(RulesFile rules) {
    try {
      handle("HUP", () -> received(rules));
    } catch (IllegalArgumentException e) {
      // The JVM was told to leave signals alone (-Xrs).
      log.atWarn().addKeyValue("err", e.getMessage()).log("SIGHUP is not handled");
    } catch (Throwable e) {
      throw new IllegalStateException("this JVM cannot listen to signals", e);
    }
  }

  private static void received(RulesFile rules) {
    if (rules.file() == null) {
      log.info("received SIGHUP; ignored, there is no --config.file to read again");
      return;
    }
    try {
      rules.reload();
    } catch (RulesFile.UnusableException _) {
      // Logged and counted; the rules before stay in force.
    }
  }

  /// `Signal.handle(new Signal(name), _ -> action.run())`.
  private static void handle(String name, Runnable action) throws Throwable {
    Class<?> signal = Class.forName("sun.misc.Signal");
    Class<?> handler = Class.forName("sun.misc.SignalHandler");
    MethodHandles.Lookup lookup = MethodHandles.publicLookup();
    MethodHandle run =
        lookup.findVirtual(Runnable.class, "run", MethodType.methodType(void.class)).bindTo(action);
    Object handling =
        MethodHandleProxies.asInterfaceInstance(
            handler, MethodHandles.dropArguments(run, 0, signal));
    MethodHandle construct =
        lookup.findConstructor(signal, MethodType.methodType(void.class, String.class));
    MethodHandle register =
        lookup.findStatic(signal, "handle", MethodType.methodType(handler, signal, handler));
    Object _ = register.invoke(construct.invoke(name), handling);
  }
}
