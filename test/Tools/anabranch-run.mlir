// The tests' own tool: what it prints, and that it fails where it should.

// RUN: anabranch-run %s --entry=double | FileCheck %s --check-prefix=RESULT
// RESULT: @double
// RESULT-NEXT: tensor<?x2xf64>: 2 -4 6 8

// RUN: anabranch-run %s --entry=double --check-gradients | FileCheck %s --check-prefix=MATCHES
// MATCHES: argument 0: gradient matches in 4 elements

// At a kink the difference quotient is between the slopes of both sides, and no gradient.
// RUN: not anabranch-run %s --entry=kink --check-gradients | FileCheck %s --check-prefix=DIFFERS
// DIFFERS: argument 0: GRADIENT DIFFERS in 4 elements by up to

// What is no number is close to nothing, and no gradient.
// RUN: not anabranch-run %s --entry=undefined --reference=double | FileCheck %s --check-prefix=UNDEFINED
// UNDEFINED: NOT CLOSE TO @double: error nan of the largest result
// RUN: not anabranch-run %s --entry=undefined --check-gradients | FileCheck %s --check-prefix=SLOPE
// SLOPE: argument 0: GRADIENT DIFFERS in 4 elements by up to nan

// RUN: not anabranch-run %s --entry=nothing 2>&1 | FileCheck %s --check-prefix=NOTHING
// NOTHING: error: there is no function 'nothing' to run
// RUN: not anabranch-run %s --fuse=everything 2>&1 | FileCheck %s --check-prefix=FUSE
// FUSE: error: there is no fusion 'everything'
// RUN: not anabranch-run %s --march=abacus 2>&1 | FileCheck %s --check-prefix=MARCH
// MARCH: error: there is no CPU 'abacus'
// RUN: not anabranch-run %t.nothing 2>&1 | FileCheck %s --check-prefix=FILE
// FILE: error: cannot open input file

func.func @double(%x: tensor<?x2xf64> {nn.value = dense<[[1.0, -2.0], [3.0, 4.0]]> : tensor<2x2xf64>}) -> tensor<?x2xf64> {
  %0 = nn.scale %x by 2.0 : tensor<?x2xf64>
  return %0 : tensor<?x2xf64>
}

func.func @kink(%x: tensor<?x2xf64> {nn.value = dense<[[0.0, -2.0], [3.0, 4.0]]> : tensor<2x2xf64>}) -> tensor<?x2xf64> {
  %0 = nn.relu %x : tensor<?x2xf64>
  return %0 : tensor<?x2xf64>
}

func.func @undefined(%x: tensor<?x2xf64> {nn.value = dense<[[1.0, -2.0], [3.0, 4.0]]> : tensor<2x2xf64>}) -> tensor<?x2xf64> {
  %0 = nn.sqrt %x : tensor<?x2xf64>
  return %0 : tensor<?x2xf64>
}
