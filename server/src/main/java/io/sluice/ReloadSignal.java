package io.sluice;

import io.sluice.rules.RulesFile;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reloads the configuration file on SIGHUP.
// sun.misc.Signal is the only API of the JDK that handles a signal without ending the process. It
// is part of every JDK (module jdk.unsupported) and stays until there is a replacement (JEP 260).
// It is called with method handles because the compiler's warning about it can only be disabled for
// the whole module.
final class ReloadSignal {
  private static final Logger log = LoggerFactory.getLogger(ReloadSignal.class);

  private ReloadSignal() {}

  /// Starts to handle SIGHUP. Before this call SIGHUP ends the process.
  static void listen(RulesFile rules) {
    try {
      handle("HUP", () -> received(rules));
    } catch (IllegalArgumentException e) {
      // The JVM was started with -Xrs, which disables signal handling.
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
      // Already logged and counted; the previous rules stay in force.
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
