//===- Schedule.td - Learning-rate schedules ------------------------------===//

#ifndef ANABRANCH_DIALECTS_NN_SCHEDULE
#define ANABRANCH_DIALECTS_NN_SCHEDULE

include "dialects/NN/Attributes.td"

/// The numbers are those of AnabranchScheduleKind in runtime/Model.h.
def NN_ScheduleKindAttr : I32EnumAttr<"ScheduleKind", "how the learning rate changes", [
    I32EnumAttrCase<"Constant", 0, "constant">,
    I32EnumAttrCase<"Cosine", 1, "cosine">,
    I32EnumAttrCase<"CosineRestarts", 2, "cosine_restarts">,
    I32EnumAttrCase<"Exponential", 3, "exponential">,
    I32EnumAttrCase<"InverseTime", 4, "inverse_time">,
    I32EnumAttrCase<"Polynomial", 5, "polynomial">,
    I32EnumAttrCase<"PiecewiseConstant", 6, "piecewise_constant">]> {
  let cppNamespace = "::anabranch::nn";
}

/// A class of keras.optimizers.schedules; i is the number of steps done.
class NN_ScheduleAttr<string name, string attrMnemonic>
    : NN_Attr<name, attrMnemonic, [DeclareAttrInterfaceMethods<NN_ScheduleAttrInterface>]>;

def NN_CosineDecayAttr : NN_ScheduleAttr<"CosineDecay", "cosine_decay"> {
  let summary = "half a cosine, after a linear warm-up";
  let description = [{
    From `rate` to `target` in `warmupSteps` steps w, then for j = min(i - w, d)
    target ((1 - alpha) (1 + cos(pi j / d)) / 2 + alpha), d = `decaySteps`. Without
    warm-up `target` is `rate` and w is 0.

    ```mlir
    module attributes {nn.schedule = #nn.cosine_decay<rate = 0.0, decaySteps = 1.0e4, alpha = 0.0, target = 0.1, warmupSteps = 500.0>} {
    }
    ```
  }];
  let parameters = (ins NN_Double:$rate, NN_Double:$decaySteps, NN_Double:$alpha,
                        NN_Double:$target, NN_Double:$warmupSteps);
}

def NN_CosineDecayRestartsAttr : NN_ScheduleAttr<"CosineDecayRestarts", "cosine_decay_restarts"> {
  let summary = "half cosines, each longer and lower than the one before";
  let description = [{
    Period r = 0, 1, ... lasts `firstSteps` t^r steps and starts at rate m^r, of which it
    goes down to the part `alpha` (Loshchilov and Hutter, arXiv:1608.03983).

    ```mlir
    module attributes {nn.schedule = #nn.cosine_decay_restarts<rate = 0.1, firstSteps = 1.0e3, t = 2.0, m = 1.0, alpha = 0.0>} {
    }
    ```
  }];
  let parameters = (ins NN_Double:$rate, NN_Double:$firstSteps, NN_Double:$t, NN_Double:$m,
                        NN_Double:$alpha);
}

def NN_ExponentialDecayAttr : NN_ScheduleAttr<"ExponentialDecay", "exponential_decay"> {
  let summary = "rate decayRate^(i / decaySteps)";
  let description = [{
    `staircase` takes the whole part of the exponent.

    ```mlir
    module attributes {nn.schedule = #nn.exponential_decay<rate = 0.1, decaySteps = 1.0e3, decayRate = 0.9, staircase = false>} {
    }
    ```
  }];
  let parameters = (ins NN_Double:$rate, NN_Double:$decaySteps, NN_Double:$decayRate, "bool":$staircase);
}

def NN_InverseTimeDecayAttr : NN_ScheduleAttr<"InverseTimeDecay", "inverse_time_decay"> {
  let summary = "rate / (1 + decayRate i / decaySteps)";
  let description = [{
    `staircase` takes the whole part of i / decaySteps.

    ```mlir
    module attributes {nn.schedule = #nn.inverse_time_decay<rate = 0.1, decaySteps = 1.0e3, decayRate = 0.5, staircase = true>} {
    }
    ```
  }];
  let parameters = (ins NN_Double:$rate, NN_Double:$decaySteps, NN_Double:$decayRate, "bool":$staircase);
}

def NN_PolynomialDecayAttr : NN_ScheduleAttr<"PolynomialDecay", "polynomial_decay"> {
  let summary = "(rate - endRate) (1 - i / decaySteps)^power + endRate";
  let description = [{
    Then `endRate`, or with `cycle` up again: the steps are stretched to the next multiple.

    ```mlir
    module attributes {nn.schedule = #nn.polynomial_decay<rate = 0.1, decaySteps = 1.0e3, endRate = 1.0e-4, power = 1.0, cycle = false>} {
    }
    ```
  }];
  let parameters = (ins NN_Double:$rate, NN_Double:$decaySteps, NN_Double:$endRate,
                        NN_Double:$power, "bool":$cycle);
}

def NN_PiecewiseConstantDecayAttr : NN_ScheduleAttr<"PiecewiseConstantDecay", "piecewise_constant_decay"> {
  let summary = "one rate up to each boundary, and a last one";
  let description = [{
    The first value whose boundary is not below i; there is one value more than boundaries.

    ```mlir
    module attributes {nn.schedule = #nn.piecewise_constant_decay<boundaries = [1.0e3, 2.0e3], values = [0.1, 0.01, 0.001]>} {
    }
    ```
  }];
  let parameters = (ins "::mlir::DenseF64ArrayAttr":$boundaries, "::mlir::DenseF64ArrayAttr":$values);
  let genVerifyDecl = 1;
}

#endif // ANABRANCH_DIALECTS_NN_SCHEDULE
