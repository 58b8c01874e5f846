#!/usr/bin/python3
"""Metrics by the formulas of scikit-learn's documentation (sklearn.metrics, version 1.5), in NumPy.

    python3 tests/reference/metrics.py > tests/reference/metrics.hpp

precision_score, recall_score, f1_score: P = |y and t| / |y|, R = |y and t| / |t|, F1 = 2 |y and t| / (|y| + |t|), 0 for 0 / 0
(zero_division="warn"); average="macro" is the mean over labels that targets or predictions have, "micro" counts all labels
together. roc_auc_score: the area under the ROC curve by the trapezoidal rule. r2_score, mean_absolute_error and
root_mean_squared_error: multioutput="uniform_average".
"""
import numpy as np

import figures
from figures import end

rng = np.random.default_rng(7)


def array(name, values, comment):
    figures.array(name, np.asarray(values, dtype=float).ravel().tolist(), comment)


def scalar(name, value, comment):
    print(f'/// {comment}\ninline constexpr double {name} = {figures.number(value)};')


def begin():
    print('#pragma once')
    print('/// Metrics by scikit-learn\'s formulas, of inputs with few digits.')
    print('/// Made by tests/reference/metrics.py with NumPy, double precision. Do not edit:')
    print('///     python3 tests/reference/metrics.py > tests/reference/metrics.hpp\n')
    print('#include <array>\n\nnamespace reference::metrics {\n')


def scores(predicted, actual):
    right = float(np.sum(predicted & actual))
    p = right / predicted.sum() if predicted.any() else 0.0
    r = right / actual.sum() if actual.any() else 0.0
    both = predicted.sum() + actual.sum()
    return p, r, (2 * right / both if both else 0.0)


def all_scores(predicted, actual):
    """predicted, actual: a column of booleans per label."""
    each = np.array([scores(predicted[:, k], actual[:, k]) for k in range(predicted.shape[1])])
    return each, np.array(scores(predicted.ravel(), actual.ravel()))


def roc_auc(yes, score):
    """Trapezoids below the curve of (false positive rate, true positive rate), one point per distinct threshold."""
    x, y = [0.0], [0.0]
    for threshold in sorted(set(score), reverse=True):
        above = score >= threshold
        x.append(np.sum(above & ~yes) / np.sum(~yes))
        y.append(np.sum(above & yes) / np.sum(yes))
    return float(np.trapz(y, x))


begin()

# Five classes; class 3 is never predicted, class 4 is neither predicted nor a target.
outputs = np.round(rng.normal(size=(40, 5)), 2)
outputs[:, 3:] -= 10
classes = rng.integers(0, 4, size=40)
named = np.eye(5, dtype=bool)
predicted = outputs.argmax(1)
each, micro = all_scores(named[predicted], named[classes])
present = [k for k in range(5) if k in predicted or k in classes]
assert present == [0, 1, 2, 3] and 3 not in predicted
array('outputs', outputs.ravel(), '40 samples of 5 outputs')
array('classes', classes, 'their classes')
array('macro', each[present].mean(0), 'precision, recall, F1 of average="macro"')
array('micro', micro, 'average="micro"')
array('of_class_1', each[1], 'labels=[1]')
array('of_class_3', each[3], 'labels=[3]')
k = 2
top = np.array([c in np.argsort(-o, kind='stable')[:k] for o, c in zip(outputs, classes)])
scalar('top_2', top.mean(), 'top_k_accuracy_score(k=2)')

# Three labels.
label_scores = np.round(rng.uniform(size=(30, 3)), 1)
labels = rng.uniform(size=(30, 3)) < 0.4
each, micro = all_scores(label_scores >= 0.5, labels)
array('label_scores', label_scores.ravel(), '30 samples of 3 labels')
array('labels', labels.ravel().astype(int), 'their targets')
array('labels_macro', each.mean(0), 'precision, recall, F1 of average="macro"')
array('labels_micro', micro, 'average="micro"')
array('label_2', each[2], 'labels=[2]')
scalar('labels_auc', np.mean([roc_auc(labels[:, k], label_scores[:, k]) for k in range(3)]), 'roc_auc_score(average="macro")')

# One output; many scores are equal.
score = np.round(rng.uniform(size=50), 1)
yes = rng.uniform(size=50) < 0.2 + 0.6 * score
array('score', score, '50 samples of one output')
array('yes', yes.astype(int), 'their classes')
array('binary', scores(score >= 0.5, yes), 'precision, recall, F1 of average="binary"')
array('binary_0', scores(score < 0.5, ~yes), 'pos_label=0')
array('binary_at_70', scores(score >= 0.7, yes), 'of score >= 0.7')
scalar('auc', roc_auc(yes, score), 'roc_auc_score')

# Numbers of two outputs.
t = np.round(rng.normal(size=(25, 2)) * [1, 10] + [0, 100], 2)
y = np.round(t + rng.normal(size=(25, 2)) * [0.5, 3], 2)
residual, spread = ((t - y)**2).sum(0), ((t - t.mean(0))**2).sum(0)
array('numbers', t.ravel(), '25 samples of 2 targets')
array('estimates', y.ravel(), 'outputs')
scalar('r2', np.mean(1 - residual / spread), 'r2_score')
scalar('mae', np.mean(np.abs(t - y).mean(0)), 'mean_absolute_error')
scalar('rmse', np.mean(np.sqrt(residual / 25)), 'root_mean_squared_error')
end('metrics')
